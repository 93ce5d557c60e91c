"""`feeds`: health, a dry run, what is held and what becomes of it."""

import pytest

from tests.integration.cli.conftest import Council, Run, a_row
from tests.rig.feed_answers import status

LIST_KEYS = {
    "name", "kind", "enabled", "paused", "state", "since", "why", "authorities", "applications", "unlocated", "held",
    "quarantined", "last_success", "last_new", "next_poll", "usual_per_week", "longest_silence", "failures",
    "problems_last_poll", "problem_reasons", "problem_examples", "skipped",
}  # fmt: skip


def test_the_list_says_how_each_feed_does(ready: Run, council: Council) -> None:
    council.publish(
        a_row(1),
        a_row(2, easting="", northing="", development_address="Unknown"),
        a_row(3, application_number=""),
    )
    ready("poll")
    (feed,) = ready("feeds", "list", "--json").json
    assert set(feed) == LIST_KEYS
    assert (feed["name"], feed["state"], feed["applications"], feed["unlocated"]) == ("camden", "fine", 2, 1)
    assert feed["authorities"] == ["E09000007"]
    assert (feed["problems_last_poll"], feed["problem_reasons"]) == (1, {"missing-reference": 1})
    assert feed["problem_examples"] == {"missing-reference": "3: application_number is empty"}
    assert feed["since"].endswith("+00:00")
    shown = ready("feeds", "list").out
    assert "camden" in shown
    assert "fine" in shown
    assert "All is well: every feed is read as it should be." in shown


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
    shown = ready("feeds", "list").out
    assert "disabled" in shown
    assert "No feed is set up yet." in shown


@pytest.mark.parametrize("command", ["check", "held", "unmapped"])
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
    assert held[0] == {
        "authority": "E09000007",
        "reference": "2026/0001/P",
        "why": "new, more than 200 changes in one poll",
        "description": "Erection of a single storey rear extension",
    }
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
        {
            "authority": "E09000007",
            "reference": "2026/0001/P",
            "why": "suspected-test",
            "description": "Test",
        }
    ]
    ready("feeds", "held", "camden", "release")
    assert len(ready("feeds", "held", "camden", "--json").json) == 1
    council.publish(a_row(1))
    assert ready("poll", "--json").json[0]["new"] == 1
    assert ready("feeds", "held", "camden", "--json").json == []


def test_an_operator_takes_a_record_that_only_looked_like_a_trial(ready: Run, council: Council) -> None:
    council.publish(a_row(1, development_description="Test"))
    ready("poll")
    done = ready("feeds", "held", "camden", "release", "--reference", "2026/0001/P", "--json")
    assert (done.status, done.err, done.json) == (0, "2026/0001/P released.\n", [])
    assert ready("match", "--json").json["changes"] == 1
    again = ready("feeds", "held", "camden", "release", "--reference", "2026/0001/P")
    assert (again.status, again.err) == (
        1,
        "planning-alerts: camden holds no record 2026/0001/P back; see `feeds held camden`\n",
    )
    assert ready("feeds", "held", "camden", "discard", "--reference", "2026/0001/P").status == 2


def test_nothing_held_is_said_so(ready: Run) -> None:
    assert ready("feeds", "held", "camden").out == "Nothing.\n"
