"""The operator's day in one letter: once a day whoever writes it, what needs a person first, and nobody in it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.db import alarms, beats, counted, holds, unmapped
from alerts.db.counts import Counted, Key
from alerts.db.session import Database
from alerts.db.tables import EmailRow, FeedRow
from alerts.domain.parts import Part
from alerts.domain.steps import Beat, Step
from alerts.domain.unmapped import Word
from alerts.services.disks import Place
from alerts.services.sending import Post, send_due
from alerts.services.summarising import Summary, summarise
from alerts.services.watching import Watch
from alerts.web.admin.part import ROUTES
from tests.factories import IDENTITY, SITE, TIMETABLE
from tests.fakes import HandClock, RecordingSender

YESTERDAY = date(2026, 6, 9)
NUMBERS = {
    Key(Counted.POLLS, "camden", "read"): 47,
    Key(Counted.POLLS, "london", "failed"): 1,
    Key(Counted.RECORDS, "camden", "new"): 1_234,
    Key(Counted.NOTICED, "new"): 1_200,
    Key(Counted.ALERTS): 345,
    Key(Counted.SENT, "alert"): 301,
    Key(Counted.SENT, "welcome"): 2,
    Key(Counted.NOT_SENT, "alert", "failed"): 3,
    Key(Counted.NOT_SENT, "alert", "again"): 9,
    Key(Counted.RETURNED, "bounce"): 4,
    Key(Counted.ASKED, "subscribe"): 6,
    Key(Counted.CONFIRMED): 5,
    Key(Counted.ENDED): 1,
}


@pytest.fixture
def clock() -> HandClock:
    """Wednesday 10 June 2026, noon in London."""
    return HandClock()


@pytest.fixture
def summary(tmp_path: Path) -> Summary:
    watch = Watch((Place("database", tmp_path),), 0, timedelta(hours=26))
    return Summary(time(7), TIMETABLE, watch, lambda: "Code-Point Open, October 2024")


@pytest.fixture
def a_day(database: Database, clock: HandClock) -> Database:
    """Yesterday was counted, all feeds were read, and the scheduler ticks."""
    with database.writing() as session:
        counted.write(session, NUMBERS, YESTERDAY)
        for row in session.scalars(select(FeedRow)):
            row.last_success_at = row.baseline_done_at = row.last_new_at = clock()
        beats.write(session, [Beat("here:1:2", "run", Step.CLOCK, clock(), done_at=clock())])
    return database


def written(database: Database, clock: HandClock, summary: Summary) -> EmailRow | None:
    return summarise(database, SITE, IDENTITY, clock, summary)


def test_the_day_stands_in_one_letter_to_the_operator(
    a_day: Database, clock: HandClock, summary: Summary
) -> None:
    assert written(a_day, clock, summary) is not None
    sender = RecordingSender()
    identity = replace(IDENTITY, operator_email="duty@alerts.example")
    assert send_due(Post(a_day, sender, SITE, identity, clock)).sent == 1
    (letter,) = sender.sent
    assert letter["To"] == "duty@alerts.example"
    assert letter["Subject"] == "1 thing needs you: Tuesday 9 June 2026"
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for name, value in (
        ("Polls", "48, of which 1 failed"),
        ("Records new", "1,234"),
        ("Changes noticed", "1,200"),
        ("Alerts made", "345"),
        ("E-mails sent", "303"),
        ("E-mails failed", "3; 9 tries in vain that are made again"),
        ("E-mails that came back", "4, and 0 complaints"),
        ("Asked for alerts", "6"),
        ("Areas confirmed", "5"),
        ("Areas ended", "1"),
        ("Postcodes", "Code-Point Open, October 2024"),
    ):
        assert f"{name}: {value}" in " ".join(text.split())
        assert f'>{name}</td><td style="' in html or f">{name}</td><td>{value}<" in html
        assert f">{value}</td>" in html
    assert "https://alerts.example/admin" in text
    assert 'href="https://alerts.example/admin"' in html


def test_it_is_written_once_a_day_and_not_before_its_hour(
    a_day: Database, clock: HandClock, summary: Summary
) -> None:
    late = replace(summary, at=time(12, 30))
    assert written(a_day, clock, late) is None
    clock.pass_by(minutes=31)
    assert written(a_day, clock, late) is not None
    assert written(a_day, clock, late) is None
    clock.pass_by(days=1)
    assert written(a_day, clock, late) is not None


def test_two_that_write_it_at_one_moment_write_one(
    a_day: Database, clock: HandClock, summary: Summary
) -> None:
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(written, a_day, clock, summary) for _ in range(4)]
        found = [each.result() for each in writing]
    assert sum(each is not None for each in found) == 1
    with a_day.reading() as session:
        assert len(session.scalars(select(EmailRow).where(EmailRow.lane == "operator")).all()) == 1


def test_there_is_none_on_the_first_day(database: Database, clock: HandClock, summary: Summary) -> None:
    with database.writing() as session:
        counted.write(session, NUMBERS, TIMETABLE.today(clock()))
    assert written(database, clock, summary) is None


def test_what_needs_a_person_comes_first_the_worst_before_all_and_names_nobody(
    a_day: Database, clock: HandClock, summary: Summary
) -> None:
    with a_day.writing() as session:
        holds.grow(session, "camden", 1_234, "more than 200 changes in one poll", clock())
        london = session.get(FeedRow, "london")
        assert london is not None
        london.failures, london.failing_since = 3, clock() - timedelta(hours=5)
        london.last_error = "it said 403 to jane@example.org"
        alarms.raise_once(session, Part.SIGN_UPS, "too-many", "300 e-mails for bob@example.org", clock())
        said = Beat("here:1:2", "run", Step.MATCH, clock(), failures=4)
        beats.write(session, [said])
        unmapped.note(session, "camden", {Word("type", "Odd"): (3, "2026/0001/P")}, (), clock())
    letter = written(a_day, clock, summary)
    assert letter is not None
    assert letter.subject == "6 things need you: Tuesday 9 June 2026"
    needs = [
        "The service’s own work: Matching changes has failed 4 times in a row",
        "Copies of the database: No copy of the database was ever made",
        "Signing up: 300 e-mails for (address)",
        "camden: 1,234 changes are held back until you have looked.",
        "london: The last poll failed: it said 403 to (address).",
    ]
    text = " ".join(letter.text.split())
    places = [text.index(need) for need in needs]
    assert places == sorted(places)
    known = {route.rule for route in ROUTES}
    for route, address in (
        ("/admin/holds", "/admin/holds"),
        ("/admin/feeds/<name>", "/admin/feeds/london"),
        ("/admin/unmapped", "/admin/unmapped"),
    ):
        assert route in known
        assert f"https://alerts.example{address}" in letter.text
        assert f'href="https://alerts.example{address}"' in letter.html
    for part in (letter.text, letter.html):
        assert "jane@" not in part
        assert "bob@" not in part
