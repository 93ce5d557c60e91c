"""When mail is due, also on the two nights on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.domain.subscription import Frequency
from alerts.domain.timetable import Timetable

LONDON = ZoneInfo("Europe/London")


def daily_at(hour: int, minute: int = 0) -> Timetable:
    return Timetable(LONDON, time(hour, minute), weekly_day=4)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_instant_mail_is_due_now() -> None:
    assert daily_at(7).due_at(Frequency.INSTANT, utc("2026-06-10 11:00")) == utc("2026-06-10 11:00")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-06-10 06:29", "2026-06-10 06:30"),
        ("2026-06-10 06:30", "2026-06-11 06:30"),
        ("2026-12-10 07:29", "2026-12-10 07:30"),
        ("2026-12-10 07:31", "2026-12-11 07:30"),
        ("2027-03-27 08:00", "2027-03-28 06:30"),
        ("2027-10-30 08:00", "2027-10-31 07:30"),
    ],
)
def test_a_daily_digest_goes_out_at_half_past_seven_by_the_wall_clock(now: str, due: str) -> None:
    assert daily_at(7, 30).due_at(Frequency.DAILY, utc(now)) == utc(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-06-10 11:00", "2026-06-12 06:30"),
        ("2026-06-12 06:29", "2026-06-12 06:30"),
        ("2026-06-12 06:30", "2026-06-19 06:30"),
    ],
)
def test_a_weekly_digest_goes_out_on_fridays(now: str, due: str) -> None:
    assert daily_at(7, 30).due_at(Frequency.WEEKLY, utc(now)) == utc(due)


@pytest.mark.fault("T-01")
@pytest.mark.fault("T-02")
@pytest.mark.fault("T-04")
@pytest.mark.parametrize("first", [date(2026, 10, 24), date(2027, 3, 27), date(2027, 10, 30)])
@pytest.mark.parametrize("hour", [0, *range(2, 24)])
def test_each_local_day_has_one_digest_and_each_minute_lies_before_one(first: date, hour: int) -> None:
    timetable = daily_at(hour)
    minute = datetime.combine(first, time(0), tzinfo=LONDON).astimezone(UTC)
    end = datetime.combine(first + timedelta(days=3), time(0), tzinfo=LONDON).astimezone(UTC)
    digests = set()
    while minute < end:
        due = timetable.due_at(Frequency.DAILY, minute)
        assert minute < due <= minute + timedelta(hours=25)
        digests.add(due)
        minute += timedelta(minutes=1)
    days = [timetable.today(due) for due in sorted(digests)]
    assert len(days) == len(set(days))
    assert {first + timedelta(days=1), first + timedelta(days=2)} <= set(days)


@pytest.mark.fault("T-03")
@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-05-31 22:59", date(2026, 5, 31)),
        ("2026-05-31 23:30", date(2026, 6, 1)),
        ("2026-12-31 23:59", date(2026, 12, 31)),
    ],
)
def test_a_day_begins_at_midnight_in_london(now: str, today: date) -> None:
    assert daily_at(7).today(utc(now)) == today
