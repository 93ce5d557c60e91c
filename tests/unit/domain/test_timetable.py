"""When mail is due, also on the two nights on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.domain.subscription import DIGEST_HOURS, Frequency, Wishes
from alerts.domain.timetable import HurriedTimetable, Timetable

LONDON = ZoneInfo("Europe/London")
INSTANT, DAILY, WEEKLY = (Wishes(frequency=each) for each in Frequency)


def daily_at(hour: int, minute: int = 0) -> Timetable:
    return Timetable(LONDON, time(hour, minute), weekly_day=4)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_instant_mail_is_due_now() -> None:
    assert daily_at(7).due_at(INSTANT, utc("2026-06-10 11:00")) == utc("2026-06-10 11:00")


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
    assert daily_at(7, 30).due_at(DAILY, utc(now)) == utc(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-06-10 11:00", "2026-06-12 06:30"),
        ("2026-06-12 06:29", "2026-06-12 06:30"),
        ("2026-06-12 06:30", "2026-06-19 06:30"),
    ],
)
def test_a_weekly_digest_goes_out_on_fridays(now: str, due: str) -> None:
    assert daily_at(7, 30).due_at(WEEKLY, utc(now)) == utc(due)


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
        due = timetable.due_at(DAILY, minute)
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


@pytest.mark.parametrize(
    ("wishes", "now", "due"),
    [
        (Wishes(frequency=Frequency.DAILY, hour=18), "2026-06-10 11:00", "2026-06-10 17:00"),
        (Wishes(frequency=Frequency.DAILY, hour=0), "2026-06-10 11:00", "2026-06-10 23:00"),
        (Wishes(frequency=Frequency.WEEKLY, weekday=0), "2026-06-10 11:00", "2026-06-15 06:30"),
        (Wishes(frequency=Frequency.WEEKLY, weekday=2, hour=20), "2026-06-10 11:00", "2026-06-10 19:00"),
        (Wishes(frequency=Frequency.INSTANT, weekday=0, hour=20), "2026-06-10 11:00", "2026-06-10 11:00"),
    ],
)
def test_a_person_can_choose_hour_and_day(wishes: Wishes, now: str, due: str) -> None:
    assert daily_at(7, 30).due_at(wishes, utc(now)) == utc(due)


@pytest.mark.parametrize(
    ("wishes", "due"),
    [
        (INSTANT, "2026-06-15 06:30"),
        (DAILY, "2026-06-15 06:30"),
        (WEEKLY, "2026-06-19 06:30"),
        (Wishes(frequency=Frequency.WEEKLY, weekday=0), "2026-06-15 06:30"),
    ],
)
def test_what_waits_for_a_day_goes_out_at_the_first_moment_from_then_on(wishes: Wishes, due: str) -> None:
    assert daily_at(7, 30).due_at(wishes, utc("2026-06-10 11:00"), date(2026, 6, 15)) == utc(due)


@pytest.mark.parametrize("day", [date(2026, 6, 9), date(2026, 6, 10)])
def test_a_day_that_is_here_or_past_is_waited_for_no_more(day: date) -> None:
    now = utc("2026-06-10 11:00")
    assert daily_at(7, 30).due_at(INSTANT, now, day) == now
    assert daily_at(7, 30).due_at(DAILY, now, day) == utc("2026-06-11 06:30")


@pytest.mark.parametrize(
    ("wishes", "now", "due"),
    [
        (INSTANT, "2026-06-09 23:00", "2026-06-10 06:30"),
        (INSTANT, "2026-06-10 11:00", "2026-06-10 11:00"),
        (Wishes(frequency=Frequency.INSTANT, hour=12), "2026-06-10 10:00", "2026-06-10 11:00"),
        (DAILY, "2026-06-09 23:00", "2026-06-10 06:30"),
        (WEEKLY, "2026-06-09 23:00", "2026-06-12 06:30"),
    ],
)
def test_nobody_is_reminded_in_the_night(wishes: Wishes, now: str, due: str) -> None:
    assert daily_at(7, 30).reminder_due_at(wishes, utc(now)) == utc(due)


def test_instant_mail_is_in_no_digest() -> None:
    now = utc("2026-06-09 23:30")
    assert daily_at(7).digest_date(INSTANT, now) is None
    assert daily_at(7).digest_date(DAILY, now) == daily_at(7).digest_date(WEEKLY, now) == date(2026, 6, 10)


@pytest.mark.fault("T-01")
@pytest.mark.fault("T-02")
@pytest.mark.parametrize("hour", DIGEST_HOURS)
def test_every_day_of_three_years_has_its_digest_at_the_hour_by_the_wall_clock(hour: int) -> None:
    timetable, wishes = daily_at(7, 30), Wishes(frequency=Frequency.DAILY, hour=hour)
    moment, day = utc("2026-01-01 00:30"), date(2026, 1, 1 if hour else 2)
    while day < date(2029, 1, 1):
        moment = timetable.due_at(wishes, moment)
        wall = moment.astimezone(LONDON)
        assert (wall.date(), wall.hour, wall.minute) == (day, hour, 0)
        day += timedelta(days=1)


def test_a_demonstration_hurries_but_keeps_a_pause() -> None:
    hurried = HurriedTimetable(LONDON, time(7, 30), weekly_day=4)
    now = utc("2026-06-10 11:00")
    assert hurried.due_at(DAILY, now) == hurried.reminder_due_at(DAILY, now) == utc("2026-06-10 11:00:20")
    assert hurried.due_at(WEEKLY, now, date(2026, 6, 10)) == utc("2026-06-10 11:00:40")
    assert hurried.due_at(DAILY, now, date(2026, 6, 15)) == utc("2026-06-15 06:30")
    assert hurried.digest_date(DAILY, now) is None
