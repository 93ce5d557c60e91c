"""`webhooks`: how receivers stand, told again, tried, and told after they were gone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from alerts.cli.installation import Installation
from alerts.db import log_followers
from tests.integration.cli.conftest import SECRET, Council, Run, a_row
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, status


@pytest.fixture
def group() -> Iterator[FeedRig]:
    """The server of a civic group, which takes what comes."""
    with FeedRig() as rig:
        rig.on("POST", "/changes", Answer(b"thanks"))
        yield rig


@pytest.fixture
def config(config: Path, group: FeedRig, council: Council) -> Path:
    allowed = f'["{council.rig.netloc}"'
    text = config.read_text().replace(allowed, f'{allowed}, "{group.netloc}"')
    hook = f'[[webhooks]]\nname = "civic-group"\nurl = "{group.url}/changes"\nsecret = "{SECRET}"\n'
    config.write_text(text + hook + hook.replace("civic-group", "idle") + "enabled = false\n")
    return config


@pytest.fixture
def told(ready: Run, council: Council, installation: Installation) -> Run:
    """The same, after three changes were matched and the group was told of them."""
    for number in (1, 2, 3):
        council.publish(a_row(number))
        ready("poll")
    ready("match")
    push(installation)
    return ready


def push(installation: Installation) -> None:
    for receiver in installation.pipeline.receivers:
        installation.pipeline.push(receiver)


def test_the_scheduler_tells_receivers_and_the_list_says_how_far(
    told: Run, council: Council, group: FeedRig
) -> None:
    event = Verifier(SECRET).verify(group.requests[0].body, dict(group.requests[0].headers))
    assert [each["log_no"] for each in event["data"]["changes"]] == [1, 2, 3]
    (row,) = told("webhooks", "list", "--json").json
    assert (row["name"], row["told_to"], row["behind"], row["failures"]) == ("civic-group", 3, 0, 0)
    assert row["last_delivery"]
    council.publish(a_row(4))
    told("poll")
    told("match")
    assert told("webhooks", "list", "--json").json[0]["behind"] == 1
    shown = told("webhooks", "list")
    assert "civic-group" in shown.out
    assert shown.err == "Not enabled, and told nothing: idle.\n"


def test_a_receiver_is_told_again_from_a_number_or_a_day_and_what_cannot_be_is_said(
    told: Run, installation: Installation, group: FeedRig
) -> None:
    assert told("webhooks", "replay", "civic-group", "--from", "2", "--json").json == {
        "name": "civic-group",
        "after_no": 1,
        "told_to": 3,
        "again": 2,
    }
    push(installation)
    again = json.loads(group.requests[1].body)["data"]
    assert ([each["log_no"] for each in again["changes"]], again["is_replay"]) == ([2, 3], True)
    assert told("webhooks", "replay", "civic-group", "--since", "2020-01-01", "--json").json["again"] == 3
    push(installation)
    for arguments, exit_code, said in (
        (("civic-group",), 2, "say either --from or --since"),
        (("civic-group", "--from", "1", "--since", "2026-01-01"), 2, "say either --from or --since"),
        (("nobody", "--from", "1"), 2, "no webhook is called nobody; there are: civic-group, idle"),
        (("civic-group", "--from", "9"), 1, "civic-group was told up to 3: what comes after that it is told"),
        (("civic-group", "--since", "2199-01-01"), 1, "nothing was noticed since 2199-01-01"),
        (("idle", "--from", "1"), 1, "idle was never told of anything"),
    ):
        done = told("webhooks", "replay", *arguments)
        assert done.status == exit_code
        assert done.err.startswith(f"planning-alerts: {said}")


def test_a_trial_shows_what_the_receiver_answers(run: Run, group: FeedRig) -> None:
    done = run("webhooks", "test", "civic-group")
    assert (done.status, done.out) == (0, "civic-group answered 200: thanks\n")
    event = Verifier(SECRET).verify(group.requests[0].body, dict(group.requests[0].headers))
    assert event["type"] == "planning.ping"
    group.on("POST", "/changes", Answer(b"wrong key", 401))
    done = run("webhooks", "test", "civic-group")
    assert (done.status, done.err) == (1, "planning-alerts: civic-group: answered 401: wrong key\n")
    assert run("webhooks", "test", "civic-group", "--json").json["is_taken"] is False


def test_a_receiver_that_was_gone_is_told_from_where_it_was(
    told: Run, installation: Installation, council: Council, group: FeedRig
) -> None:
    group.on("POST", "/changes", [status(410), Answer(b"back")])
    council.publish(a_row(4))
    told("poll")
    told("match")
    push(installation)
    push(installation)
    assert told("webhooks", "list", "--json").json[0]["is_stopped"] is True
    assert "gone" in told("webhooks", "list").out
    assert told("webhooks", "resume", "civic-group").status == 0
    assert told("webhooks", "resume", "feeds.hub").status == 1
    assert told("webhooks", "resume", "nobody").status == 2
    push(installation)
    assert group.requests[-1].body == group.requests[-2].body
    assert len(group.requests) == 3
    assert told("webhooks", "list", "--json").json[0]["behind"] == 0


def test_the_settings_show_webhooks_without_their_secrets(run: Run) -> None:
    shown = run("config", "check")
    assert "[[webhooks]]\n  name = 'civic-group'\n" in shown.out
    assert f"secret = '{SECRET}'" not in shown.out
    assert SECRET not in run("config", "check", "--json").out


def test_a_new_receiver_begins_at_the_end_of_the_log(
    told: Run, config: Path, installation: Installation
) -> None:
    config.write_text(config.read_text().replace("enabled = false", "enabled = true"))
    rows = told("webhooks", "list", "--json").json
    assert [(row["name"], row["told_to"], row["behind"]) for row in rows] == [
        ("civic-group", 3, 0),
        ("idle", 3, 0),
    ]
    with installation.database.reading() as session:
        assert [row.name for row in log_followers.enabled(session)] == ["civic-group", "idle"]
