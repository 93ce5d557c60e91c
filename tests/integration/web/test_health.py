"""Health and readiness: what the site says of itself, and of what it sees of the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from alerts.db import beats
from alerts.db.session import Database
from alerts.domain.steps import Beat, Step
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, NOW


def says(database: Database, step: Step, **said: object) -> None:
    with database.writing() as session:
        beat = {"process": "here:1:2", "part": "run", "step": step, "beat_at": NOW, **said}
        beats.write(session, [Beat(**beat)])  # type: ignore[arg-type]


@pytest.fixture
def ticking(database: Database) -> Database:
    says(database, Step.CLOCK, done_at=NOW)
    return database


def test_a_site_whose_service_is_well_is_ready(client: FlaskClient, ticking: Database) -> None:
    for path in ("/readyz", "/readyz?all"):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (200, "ready\n")


@pytest.mark.parametrize(
    ("ail", "words"),
    [
        (
            lambda database: says(database, Step.CLOCK, done_at=NOW - timedelta(minutes=4)),
            "scheduler: the scheduler has not ticked since 09:56 on 23 November UTC",
        ),
        (
            lambda database: says(database, Step.TAKE_IN, began_at=NOW - timedelta(hours=1)),
            "take-in: answering forms has been going on since 09:00 on 23 November UTC without an end",
        ),
        (
            lambda database: says(database, Step.SEND, failures=3),
            "send: sending e-mails has failed 3 times in a row; the log says why",
        ),
    ],
)
def test_what_is_not_well_elsewhere_is_named_and_takes_no_page_away(
    client: FlaskClient, ticking: Database, ail: Callable[[Database], None], words: str
) -> None:
    ail(ticking)
    usual, strict = client.get("/readyz"), client.get("/readyz?all")
    assert (usual.status_code, usual.text) == (200, f"ready, but not all is well: {words}\n")
    assert (strict.status_code, strict.text) == (503, f"not well: {words}\n")
    assert client.get("/healthz").text == "alive\n"


def test_what_nobody_would_miss_is_named_and_no_more(client: FlaskClient, ticking: Database) -> None:
    says(ticking, Step.MAKE_FILES, failures=9)
    assert client.get("/readyz?all").status_code == 200


def test_a_process_whose_own_clock_stands_still_is_not_alive(context: SiteContext) -> None:
    standing = create_app(replace(context, standstill_s=lambda: 181.0)).test_client()
    answer = standing.get("/healthz", headers={"Host": BASE_URL.removeprefix("http://")})
    assert answer.status_code == 503
    assert answer.text == "the clock of this process has not ticked for 181 s\n"
