"""`feeds`: health, a dry run, what is held and what becomes of it."""

import pytest
from sqlalchemy import select

from alerts.cli.installation import Installation
from alerts.db.tables import ApplicationRow
from tests.integration.cli.conftest import Council, Run, a_row
from tests.rig.feed_answers import Answer, json_answer, status

LIST_KEYS = {
    "name", "kind", "enabled", "state", "why", "authorities", "applications", "unlocated", "held", "quarantined",
    "last_success", "last_new", "next_poll",
}  # fmt: skip
CHECK_KEYS = {
    "name", "fetched", "applications", "located", "example", "example_fields", "example_map", "left_over", "problems",
    "quarantined", "notes",
}  # fmt: skip


def test_the_list_says_how_each_feed_does(ready: Run, council: Council) -> None:
    council.publish(a_row(1), a_row(2, easting="", northing="", development_address="Unknown"))
    ready("poll")
    (feed,) = ready("feeds", "list", "--json").json
    assert set(feed) == LIST_KEYS
    assert (feed["name"], feed["state"], feed["applications"], feed["unlocated"]) == ("camden", "fine", 2, 1)
    assert feed["authorities"] == ["E09000007"]
    shown = ready("feeds", "list").out
    assert "camden" in shown
    assert "fine" in shown


def test_a_feed_that_was_never_read_is_loading(run: Run) -> None:
    run("db", "upgrade")
    (feed,) = run("feeds", "list", "--json").json
    assert (feed["state"], feed["last_success"]) == ("loading", None)


def test_a_failing_feed_says_why(ready: Run, council: Council) -> None:
    council.rig.on("GET", "/camden.json", status(404))
    ready("poll")
    (feed,) = ready("feeds", "list", "--json").json
    assert feed["state"] == "failing"
    assert "404" in feed["why"]


def test_a_feed_taken_out_of_the_configuration_is_kept_and_disabled(ready: Run, config) -> None:
    text = config.read_text()
    config.write_text(text[: text.index("[[feeds]]")])
    (feed,) = ready("feeds", "list", "--json").json
    assert (feed["name"], feed["enabled"]) == ("camden", False)


def test_a_dry_run_shows_how_each_field_was_read_and_stores_nothing(
    ready: Run, council: Council, installation: Installation
) -> None:
    council.publish(
        a_row(1, surprise="x"), a_row(2, application_number=""), a_row(3, development_description="Test")
    )
    checked = ready("feeds", "check", "camden", "--json").json
    assert set(checked) == CHECK_KEYS
    assert (checked["fetched"], checked["applications"], checked["located"]) == (3, 2, 2)
    assert checked["problems"] == {"missing-reference": 1}
    assert checked["quarantined"] == {"suspected-test": 1}
    assert checked["left_over"] == {"surprise": 1}
    assert {"name": "application_number", "raw": "2026/0001/P", "read_as": "2026/0001/P"} in checked[
        "example_fields"
    ]
    assert checked["example_map"].startswith("https://www.openstreetmap.org/?mlat=51.5536")
    with installation.database.reading() as session:
        assert session.scalars(select(ApplicationRow)).all() == []
    words = ready("feeds", "check", "camden").out
    assert "How 1 was read:" in words
    assert "problems: missing-reference 1" in words


def test_a_dry_run_needs_no_database(run: Run, council: Council, tmp_path) -> None:
    council.publish(a_row(1))
    assert run("feeds", "check", "camden").status == 0
    assert not (tmp_path / "planning-alerts.sqlite").exists()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(404), "camden: 127.0.0.1: "),
        (Answer(b"<html>Log in</html>"), "camden: "),
        (json_answer([]), "camden: no-records: the feed answered, with no record at all"),
    ],
)
def test_a_dry_run_of_a_bad_feed_ends_with_1(run: Run, council: Council, answer: Answer, said: str) -> None:
    council.rig.on("GET", "/camden.json", answer)
    done = run("feeds", "check", "camden")
    assert done.status == 1
    assert done.err.startswith(f"planning-alerts: {said}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("command", ["check", "held"])
def test_a_feed_that_is_not_configured_is_wrong_usage(ready: Run, command: str) -> None:
    done = ready("feeds", command, "barnet")
    assert (done.status, done.err) == (2, "planning-alerts: no feed is called barnet; there are: camden\n")


@pytest.fixture
def flooded(ready: Run, council: Council) -> Run:
    council.publish(*(a_row(number) for number in range(1, 301)))
    ready("poll")
    return ready


@pytest.mark.fault("C-04")
def test_what_the_guard_holds_is_listed_and_not_matched(flooded: Run) -> None:
    held = flooded("feeds", "held", "camden", "--json").json
    assert len(held) == 300
    assert held[0] == {"reference": "2026/0001/P", "authority": "E09000007", "why": "flood: new"}
    assert flooded("match", "--json").json["changes"] == 0
    (feed,) = flooded("feeds", "list", "--json").json
    assert feed["held"] == 300


@pytest.mark.fault("C-04")
@pytest.mark.parametrize(
    ("action", "said", "matched"), [("release", "released", 300), ("discard", "discarded", 0)]
)
def test_an_operator_releases_or_discards_it(flooded: Run, action: str, said: str, matched: int) -> None:
    done = flooded("feeds", "held", "camden", action, "--json")
    assert (done.status, done.err, done.json) == (0, f"300 changes {said}.\n", [])
    assert flooded("match", "--json").json["changes"] == matched


def test_a_record_in_quarantine_is_listed_until_the_feed_puts_it_right(ready: Run, council: Council) -> None:
    council.publish(a_row(1, development_description="Test"))
    ready("poll")
    assert ready("feeds", "held", "camden", "--json").json == [
        {"reference": "2026/0001/P", "authority": "E09000007", "why": "suspected-test"}
    ]
    ready("feeds", "held", "camden", "release")
    assert len(ready("feeds", "held", "camden", "--json").json) == 1
    council.publish(a_row(1))
    assert ready("poll", "--json").json[0]["new"] == 1
    assert ready("feeds", "held", "camden", "--json").json == []


def test_nothing_held_is_said_so(ready: Run) -> None:
    assert ready("feeds", "held", "camden").out == "Nothing.\n"
