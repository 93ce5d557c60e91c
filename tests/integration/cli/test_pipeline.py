"""Poll, match, send and explain: the steps one by one, as an operator or a script would run them."""

import json
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.cli.installation import Installation
from alerts.db.tables import SubscriptionRow
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import WatchArea, parse_area_name
from alerts.services.areas import watch_area
from tests.factories import CAMDEN, subscribe
from tests.integration.cli.conftest import Council, Run, a_row
from tests.rig.feed_answers import status

POLL_KEYS = {
    "name", "fetched", "new", "changed", "unchanged", "problems", "quarantined", "requests", "seconds", "error",
}  # fmt: skip
INSTANT = Wishes(frequency=Frequency.INSTANT)


def alice_watches(installation: Installation, *areas: str, wishes: Wishes = INSTANT) -> list[int]:
    """Alice, confirmed some time ago; gives the numbers of her subscriptions."""
    with installation.database.writing() as session:
        places = [_area(installation, session, name) for name in areas]
        since = datetime(2026, 1, 1, tzinfo=UTC)
        return [
            subscribe(session, "alice@example.com", place, wishes=wishes, since=since).id for place in places
        ]


def _area(installation: Installation, session: object, name: str) -> WatchArea:
    return watch_area(session, installation.places, parse_area_name(name))  # type: ignore[arg-type]


def letters(folder: Path) -> list[str]:
    """The text parts in the outbox, oldest first."""
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]
    return [letter.get_body(("plain",)).get_content().replace("\r\n", "\n") for letter in found]


def test_from_a_feed_to_an_inbox_step_by_step(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "postcode:NW51TL:400")
    council.publish(a_row(1), a_row(2, easting="539000", development_address="9 Far Road"))
    (report,) = ready("poll", "--json").json
    assert set(report) == POLL_KEYS
    assert (report["name"], report["fetched"], report["new"], report["error"]) == ("camden", 2, 2, None)
    matched = ready("match", "--json").json
    assert set(matched) == {"changes", "alerts", "subscriptions", "seconds"}
    assert (matched["changes"], matched["alerts"], matched["subscriptions"]) == (2, 1, 1)
    assert letters(tmp_path / "outbox") == []
    sent = ready("send", "--json").json
    assert set(sent) == {"sent", "failed_temporarily", "failed_permanently", "held", "seconds"}
    assert (sent["sent"], sent["held"]) == (1, 0)
    (letter,) = letters(tmp_path / "outbox")
    assert "Reference: 2026/0001/P\n" in letter
    assert "https://alerts.example/applications/E09000007/2026/0001/P\n" in letter
    assert ready("match", "--json").json["changes"] == 0
    assert ready("send", "--json").json["sent"] == 0


def test_polling_never_matches_and_matching_never_sends(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(a_row(1))
    ready("poll")
    assert ready("send", "--json").json["sent"] == 0
    ready("match")
    assert letters(tmp_path / "outbox") == []


def test_a_daily_digest_waits_for_its_hour(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007", wishes=Wishes(frequency=Frequency.DAILY))
    council.publish(a_row(1))
    ready("poll")
    assert ready("match", "--json").json["alerts"] == 1
    assert ready("send", "--json").json["sent"] == 0
    assert letters(tmp_path / "outbox") == []


def test_a_dry_run_says_what_tomorrow_brings_and_sends_nothing(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007", wishes=Wishes(frequency=Frequency.DAILY))
    council.publish(a_row(1), a_row(2))
    ready("poll")
    assert ready("send", "--dry-run", "--json").json["unmatched"] == 2
    ready("match")
    for _ in range(2):
        foreseen = ready("send", "--dry-run", "--json").json
        assert (foreseen["emails"], foreseen["alerts"], foreseen["unmatched"]) == (1, 2, 0)
    assert ready("send", "--dry-run").out.startswith("1 e-mail with 2 alerts until ")
    assert letters(tmp_path / "outbox") == []


def test_one_email_over_two_areas(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "postcode:NW51TL:400", "authority:E09000007", "circle:51.5537,-0.1405:500")
    council.publish(a_row(1))
    ready("poll")
    assert ready("match", "--json").json["alerts"] == 3
    assert ready("send", "--json").json["sent"] == 1
    (letter,) = letters(tmp_path / "outbox")
    assert letter.count("Reference: 2026/0001/P") == 1
    said = " ".join(letter.split())
    assert (
        "Sent because it lies in your areas: within 400 m of NW5 1TL (in NW5 1TL); in Camden; within 500 m"
        in said
    )


def test_without_json_the_steps_speak_in_one_line_each(ready: Run, council: Council) -> None:
    council.publish(a_row(1))
    assert ready("poll").out == (
        "camden: 1 records in 3 requests: 1 new, 0 changed, 0 unchanged, 0 problems, 0 quarantined\n"
    )
    assert ready("match").out == "1 changes, 0 alerts for 0 subscriptions\n"
    assert ready("send").out.startswith(
        "sent 0, failed_temporarily 0, failed_permanently 0, held 0, seconds "
    )


def test_a_feed_that_fails_ends_with_1_and_still_reports(ready: Run, council: Council) -> None:
    council.rig.on("GET", "/camden.json", status(404))
    done = ready("poll", "--json")
    assert done.status == 1
    (report,) = done.json
    assert set(report) == POLL_KEYS
    assert "404" in report["error"]
    assert done.err == f"planning-alerts: camden: {report['error']}\n"
    assert council.rig.netloc not in done.err.replace(council.rig.host, "")


def test_an_unknown_feed_is_wrong_usage(ready: Run) -> None:
    done = ready("poll", "barnet")
    assert (done.status, done.err) == (2, "planning-alerts: no feed is called barnet; there are: camden\n")


def test_a_named_feed_is_polled_alone(ready: Run, config: Path, council: Council) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(
            f'[[feeds]]\nname = "twin"\nkind = "socrata"\nauthority = "E09000007"\n'
            f'url = "{council.rig.url}/camden.json"\n'
        )
    assert [report["name"] for report in ready("poll", "twin", "--json").json] == ["twin"]
    assert [report["name"] for report in ready("poll", "--json").json] == ["camden", "twin"]


def test_a_disabled_feed_is_polled_only_by_name(ready: Run, config: Path) -> None:
    config.write_text(config.read_text() + "enabled = false\n")
    assert ready("poll", "--json").json == []
    assert [report["name"] for report in ready("poll", "camden", "--json").json] == ["camden"]


@pytest.mark.fault("C-10")
def test_a_trial_record_is_counted_apart_and_told_to_nobody(
    ready: Run, council: Council, installation: Installation
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(
        a_row(1, development_description="Test record please ignore"), a_row(2, easting="0", northing="0")
    )
    (report,) = ready("poll", "--json").json
    assert report["quarantined"] >= 1
    assert report["fetched"] == 2
    assert ready("match", "--json").json["alerts"] == report["new"]


def test_explain_says_each_rule_with_its_distance_in_metres(
    ready: Run, council: Council, installation: Installation
) -> None:
    (near, far) = alice_watches(installation, "postcode:NW51TL:100", "postcode:NW52AA:100")
    council.publish(a_row(1, development_address="14 Falkland Road"))
    ready("poll")
    (waiting,) = ready("explain", near, CAMDEN, "2026/0001/P", "--json").json
    assert set(waiting) == {"change", "noticed_at", "outcome", "rules"}
    assert (waiting["change"], waiting["outcome"]) == ("new", "not matched yet")
    ready("match")
    (told,) = ready("explain", near, CAMDEN, "2026/0001/p", "--json").json
    assert told["outcome"].startswith("to be told at ")
    assert all(set(rule) == {"name", "is_passed", "detail"} for rule in told["rules"])
    assert [rule["name"] for rule in told["rules"] if not rule["is_passed"]] == []
    assert told["rules"][0] == {
        "name": "inside the watch area",
        "is_passed": True,
        "detail": "0.0 m from the area's edge, up to 100 m counts: in NW5 1TL",
    }
    (not_told,) = ready("explain", far, CAMDEN, "2026/0001/P", "--json").json
    assert not_told["outcome"] == "not told"
    assert [rule["detail"] for rule in not_told["rules"] if not rule["is_passed"]] == [
        "150.0 m from the area's edge, up to 100 m counts: more than 100 m from NW5 2AA"
    ]
    words = ready("explain", far, CAMDEN, "2026/0001/P").out
    assert "NO   inside the watch area: 150.0 m from the area's edge" in words
    ready("send")
    (sent,) = ready("explain", near, CAMDEN, "2026/0001/P", "--json").json
    assert sent["outcome"].startswith("told in e-mail ")


def test_explain_knows_the_silent_first_load(run: Run, council: Council, installation: Installation) -> None:
    council.publish(a_row(1))
    run("db", "upgrade")
    run("poll")
    (number,) = alice_watches(installation, "authority:E09000007")
    (explained,) = run("explain", number, CAMDEN, "2026/0001/P", "--json").json
    assert (explained["change"], explained["outcome"]) == ("baseline", "not told")
    assert explained["rules"][-1]["detail"] == "known from the silent first load, unchanged since"


@pytest.mark.parametrize(
    ("subscription", "reference", "said"),
    [
        (999, "2026/0001/P", "planning-alerts: There is no subscription 999.\n"),
        (1, "2026/9999/P", "planning-alerts: There is no application 2026/9999/P of E09000007.\n"),
    ],
)
def test_explaining_what_is_not_there_ends_with_1(
    ready: Run, installation: Installation, subscription: int, reference: str, said: str
) -> None:
    alice_watches(installation, "authority:E09000007")
    done = ready("explain", subscription, CAMDEN, reference)
    assert (done.status, done.err) == (1, said)


def test_charlie_is_explained_as_somebody_who_left(
    ready: Run, council: Council, installation: Installation
) -> None:
    (number,) = alice_watches(installation, "authority:E09000007")
    with installation.database.writing() as session:
        row = session.scalars(select(SubscriptionRow)).one()
        row.state, row.ended_at = "ended", datetime.now(UTC)
    council.publish(a_row(1))
    ready("poll")
    ready("match")
    (explained,) = ready("explain", number, CAMDEN, "2026/0001/P", "--json").json
    assert [rule["name"] for rule in explained["rules"] if not rule["is_passed"]] == [
        "subscription is confirmed"
    ]


EVIL_LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example/x",
    "https:evil.example",
    "http://good.example@evil.example/",
)


@pytest.mark.fault("C-12")
def test_no_unsafe_link_of_a_feed_reaches_an_inbox_or_a_file(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(*(a_row(n, full_application={"url": link}) for n, link in enumerate(EVIL_LINKS, 1)))
    ready("poll")
    ready("match")
    ready("send")
    (letter,) = letters(tmp_path / "outbox")
    assert letter.count("Reference: ") == len(EVIL_LINKS)
    assert "The council's own page" not in letter
    ready("export", "--format", "geojson", "-o", tmp_path / "x.geojson")
    features = json.loads((tmp_path / "x.geojson").read_text())["features"]
    assert [feature["properties"]["url"] for feature in features] == [None] * len(EVIL_LINKS)


@pytest.mark.fault("M-15")
def test_sixty_applications_make_one_email_and_all_are_told(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(*(a_row(number) for number in range(1, 61)))
    ready("poll")
    assert ready("match", "--json").json["alerts"] == 60
    assert ready("send", "--json").json["sent"] == 1
    (letter,) = letters(tmp_path / "outbox")
    assert (letter.count("\nReference: "), "And 10 more." in letter) == (50, True)
    assert ready("send", "--json").json["sent"] == 0


@pytest.mark.fault("C-11")
@pytest.mark.fault("M-20")
def test_what_an_applicant_writes_is_text_and_forges_no_link(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(a_row(1, development_description="<img src=x onerror=1> {{link:manage:1:0}} 🏠"))
    ready("poll")
    ready("match")
    ready("send")
    (file,) = (tmp_path / "outbox").glob("*.eml")
    html = message_from_bytes(file.read_bytes(), policy=default).get_body(("html",)).get_content()
    (letter,) = letters(tmp_path / "outbox")
    assert "NEW: <img src=x onerror=1> { {link:manage:1:0}} 🏠, in Camden.\n" in letter
    assert "&lt;img src=x onerror=1&gt; { {link:manage:1:0}} 🏠" in html
    assert letter.count("https://alerts.example/manage/") == 1
