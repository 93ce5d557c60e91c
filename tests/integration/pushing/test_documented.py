"""What docs/webhooks.md tells receivers is so."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.db.session import Database
from alerts.domain.change import Change, ChangeKind, Difference
from tests.integration.pushing.conftest import KEY, Push, Server, happen
from tests.rig.service import PROJECT

PAGE = (PROJECT / "docs" / "webhooks.md").read_text(encoding="utf-8")
SECRET = base64.b64encode(KEY).decode()


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def is_genuine() -> Callable[..., bool]:
    names: dict[str, Any] = {}
    exec(block("python"), names)  # the page's own words
    return names["is_genuine"]


@pytest.mark.only_on("sqlite")
def test_the_lines_of_python_know_what_is_genuine(
    database: Database, server: Server, push: Push, is_genuine: Callable[..., bool]
) -> None:
    happen(database, 1, 2)
    push(clock=lambda: datetime.now(UTC))
    happen(database, 3)
    push(clock=lambda: datetime.now(UTC) - timedelta(minutes=6))
    (genuine, old) = ((dict(each.headers), each.body) for each in server.requests)
    assert is_genuine(SECRET, *genuine)
    assert is_genuine(f"whsec_{SECRET}", *genuine)
    assert not is_genuine(SECRET, *old)
    assert not is_genuine(SECRET, genuine[0], old[1])
    assert not is_genuine(base64.b64encode(b"another key").decode(), *genuine)


@pytest.mark.only_on("sqlite")
def test_the_example_of_a_request_has_the_keys_that_arrive(
    database: Database, server: Server, push: Push
) -> None:
    happen(database, 1, change=Change(ChangeKind.AMENDED, (Difference("description", "One", "Two"),)))
    push()
    sent, shown = json.loads(server.requests[0].body), json.loads(block("json"))
    assert sent.keys() == shown.keys()
    assert sent["data"].keys() == shown["data"].keys()
    (change,), (example,) = sent["data"]["changes"], shown["data"]["changes"]
    assert change.keys() == example.keys()
    assert example["application"].keys() <= change["application"].keys()
    assert change["differences"][0].keys() == example["differences"][0].keys()
