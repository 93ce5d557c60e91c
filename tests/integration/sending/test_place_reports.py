"""What the operator is told of reports of wrong places: one letter a day at most, and nothing twice."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db import place_reports
from alerts.db.session import Database
from alerts.db.tables import EmailRow, FeedRow, PlaceReportRow
from alerts.domain.place_report import PlaceFault, PlaceReport, ReportLimits
from alerts.services.alarming import tell_operator
from alerts.services.reporting import report_place, reports
from alerts.services.retention import forget
from tests.factories import IDENTITY, NOW, SITE, an_application, stored
from tests.fakes import HandClock

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} “Subject: x”"
PLENTY = ReportLimits(1_000, 1_000)


@pytest.fixture
def clock(database: Database) -> HandClock:
    clock = HandClock()
    with database.writing() as session:
        stored(session, an_application(1))
        for row in session.scalars(select(FeedRow)):
            row.last_success_at = row.baseline_done_at = row.last_new_at = NOW + timedelta(days=2)
    return clock


def tell(database: Database, clock: HandClock, words: str = "") -> None:
    with database.writing() as session:
        told = PlaceReport(an_application(1).key, PlaceFault.ELSEWHERE, words)
        assert report_place(session, told, "192.0.2.1", IDENTITY.key, clock(), PLENTY)


def letter(database: Database, clock: HandClock) -> EmailRow | None:
    return tell_operator(database, SITE, IDENTITY, clock)


def test_the_operator_is_written_to_once_a_day_about_all_that_came_meanwhile(
    database: Database, clock: HandClock
) -> None:
    assert letter(database, clock) is None
    tell(database, clock, "It is next door")
    first = letter(database, clock)
    assert first is not None
    assert first.subject == "What people reported needs you"
    assert "1: Camden 2026/0001/P, not at this place, “It is next door”" in first.text
    tell(database, clock)
    tell(database, clock)
    clock.pass_by(hours=23)
    assert letter(database, clock) is None
    clock.pass_by(hours=1)
    second = letter(database, clock)
    assert second is not None
    assert "2 reports say that applications are shown at the wrong place." in second.text
    assert "next door" not in second.text
    assert "This is over" not in second.text
    clock.pass_by(hours=25)
    assert letter(database, clock) is None


def test_hostile_words_stay_words_in_the_letter(database: Database, clock: HandClock) -> None:
    tell(database, clock, HOSTILE)
    found = letter(database, clock)
    assert found is not None
    assert HOSTILE in " ".join(found.text.split())
    assert "<script>" not in found.html
    assert "&lt;script&gt;alert(1)" in found.html
    assert "script" not in found.subject


def test_a_letter_about_very_many_names_the_first_and_counts_the_rest(
    database: Database, clock: HandClock
) -> None:
    for _ in range(23):
        tell(database, clock, "x" * 500)
    found = letter(database, clock)
    assert found is not None
    assert "And 3 more." in found.text
    assert "x" * 200 not in found.text


def test_one_that_is_closed_is_told_no_more_and_all_are_forgotten_in_time(
    database: Database, clock: HandClock
) -> None:
    tell(database, clock)
    tell(database, clock)
    with database.writing() as session:
        assert place_reports.close(session, [1, 1, 99], NOW) == [1]
        assert place_reports.close(session, [1], NOW) == []
    with database.reading() as session:
        assert [report.number for report in reports(session)] == [2]
        assert [report.is_closed for report in reports(session, open_only=False)] == [True, False]
    with database.writing() as session:
        assert forget(session, NOW + timedelta(days=180)).reports == 0
        assert forget(session, NOW + timedelta(days=180, seconds=1)).reports == 2
        assert session.scalars(select(PlaceReportRow)).all() == []


def test_the_network_is_in_no_report(database: Database, clock: HandClock) -> None:
    tell(database, clock)
    with database.reading() as session:
        (row,) = session.scalars(select(PlaceReportRow))
        held = json.dumps({name: str(value) for name, value in vars(row).items()})
    assert "192.0.2.1" not in held
    assert "network" not in held
