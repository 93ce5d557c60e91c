"""When the files of open data are due, by the clock on the wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.domain.nightly import Nightly

LONDON = ZoneInfo("Europe/London")
NIGHTLY = Nightly(time(2, 15), LONDON)
DUE = datetime(2026, 6, 11, 1, 15, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        ("2026-06-11T01:15:00", "2026-06-11T01:15:00"),
        ("2026-06-11T01:14:59", "2026-06-10T01:15:00"),
        ("2026-06-11T23:30:00", "2026-06-11T01:15:00"),
        ("2026-01-11T02:15:00", "2026-01-11T02:15:00"),
        ("2026-01-11T02:14:00", "2026-01-10T02:15:00"),
        ("2026-10-25T02:15:00", "2026-10-25T02:15:00"),
        ("2026-03-29T12:00:00", "2026-03-29T01:15:00"),
    ],
)
def test_they_are_due_at_their_hour_in_london(now: str, due_at: str) -> None:
    assert NIGHTLY.last_due_at(utc(now)) == utc(due_at)


def test_an_hour_that_the_clocks_leave_out_comes_all_the_same() -> None:
    skipped = Nightly(time(1, 30), LONDON)
    assert skipped.last_due_at(utc("2026-03-29T12:00:00")).date() == utc("2026-03-29T12:00:00").date()


def test_they_are_made_once_a_night() -> None:
    assert NIGHTLY.are_due(None, DUE)
    assert NIGHTLY.are_due(DUE - timedelta(days=1), DUE)
    assert not NIGHTLY.are_due(DUE, DUE)
    assert not NIGHTLY.are_due(DUE, DUE + timedelta(hours=23, minutes=59))
    assert NIGHTLY.are_due(DUE, DUE + timedelta(hours=24))


def test_a_demonstration_does_not_wait_for_the_night() -> None:
    hurried = Nightly(time(2, 15), LONDON, timedelta(minutes=4))
    assert not hurried.are_due(DUE, DUE + timedelta(minutes=3))
    assert hurried.are_due(DUE, DUE + timedelta(minutes=4))


def test_they_are_late_two_hours_after_their_time() -> None:
    before = DUE - timedelta(days=1)
    assert not NIGHTLY.are_late(before, DUE + timedelta(minutes=119))
    assert NIGHTLY.are_late(before, DUE + timedelta(minutes=120))
    assert not NIGHTLY.are_late(DUE, DUE + timedelta(minutes=120))
    assert NIGHTLY.are_late(None, DUE + timedelta(minutes=120))
