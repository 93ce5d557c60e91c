"""How much a feed usually brings, learned from its own days, and when its silence is unusual for it; pure.

Councils differ too much for one number of days: Camden brings something new every working day, York brought nothing
for 18 days and then 108 applications at once, and after a second silence of 13 days 92.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from alerts.language.dates import day_of_month

SILENCES_REMEMBERED = timedelta(days=180)
LEARNED_AFTER_DAYS = 28
QUIET_AFTER_DAYS = 14
"""When a feed is quiet of which too little is known."""
NEVER_QUIET_DAYS = 3
"""Working days without anything new that say nothing: a long weekend and a day off."""
_TIMES_LONGEST, _SPARE_DAYS = 1.5, 2
_WEEKS = 8
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pace:
    """What is usual for a feed. `a_week` is None until there is a week to learn from; `longest_silence` counts the
    working days of the longest silence that has ended; `last_new_date` is None where nothing ever came.
    """

    a_week: float | None
    longest_silence: int
    last_new_date: date | None
    known_days: int

    def silence(self, today: date) -> int:
        """Working days that have passed whole since the last new application."""
        return _working_days_between(self.last_new_date, today) if self.last_new_date else 0

    def is_unusually_quiet(self, today: date) -> bool:
        """Whether nothing has come for longer than this feed ever kept silent before, by a clear margin.

        The margin is half as long again and two days: a feed that brings something every day may miss a bank holiday
        and a day of its council's own, and one that once was silent for 12 working days may be so for 20. Before four
        weeks are known, every silence is the longest so far, and only two weeks of it are worth a word.
        """
        silence = self.silence(today)
        if self.last_new_date is None or silence <= NEVER_QUIET_DAYS:
            return False
        if self.known_days < LEARNED_AFTER_DAYS:
            return (today - self.last_new_date).days > QUIET_AFTER_DAYS
        return silence > _TIMES_LONGEST * self.longest_silence + _SPARE_DAYS


def learned_pace(
    new: Mapping[date, int], first: date, today: date, last_new_date: date | None = None
) -> Pace:
    """The pace of a feed with these new applications by London day. `first` is the day after its first load.

    A silence is remembered for half a year after its end. Today does not count, as it is not over. `last_new_date` is
    given where more is known than the counters say.
    """
    days = sorted(day for day, count in new.items() if count > 0 and first <= day <= today)
    latest = max((day for day in (*days, last_new_date) if day is not None), default=None)
    starts = (first - _DAY, *days)
    ended = [
        (start, end) for start, end in zip(starts, days, strict=False) if today - end <= SILENCES_REMEMBERED
    ]
    return Pace(
        a_week=_a_week(new, first, today),
        longest_silence=max((_working_days_between(start, end) for start, end in ended), default=0),
        last_new_date=latest,
        known_days=max(0, (today - first).days),
    )


def pace_words(pace: Pace) -> str:
    """`about 35 new applications a week`."""
    if pace.a_week is None:
        return "not known yet, as a week has to pass first"
    if pace.a_week < 0.5:
        return "less than one new application a week"
    count = round(pace.a_week)
    return f"about {count:,} new application{'' if count == 1 else 's'} a week"


def silence_words(pace: Pace, today: date) -> str:
    """`nothing new since 3 November, 9 working days; its longest silence so far was 4`."""
    if pace.last_new_date is None:
        return "nothing new so far"
    silent = _counted(pace.silence(today))
    words = f"nothing new since {short_day_words(pace.last_new_date, today)}, {silent}"
    if pace.known_days < LEARNED_AFTER_DAYS:
        return words
    longest = str(pace.longest_silence) if pace.longest_silence else "not one whole day"
    return f"{words}; its longest silence so far was {longest}"


def short_day_words(day: date, today: date) -> str:
    """`3 November`, with the year where it is not this one."""
    return day_of_month(day, with_year=day.year != today.year)


def _a_week(new: Mapping[date, int], first: date, today: date) -> float | None:
    """The median of the last eight whole weeks; the mean of the days known where there are fewer, and where bursts
    lie so far apart that most weeks have nothing.
    """
    weeks = list(_weeks(new, first, today))
    if not weeks:
        return None
    if len(weeks) == _WEEKS and median(weeks):
        return float(median(weeks))
    known = min((today - first).days, 7 * _WEEKS)
    return 7 * sum(new.get(today - _DAY * back, 0) for back in range(1, known + 1)) / known


def _weeks(new: Mapping[date, int], first: date, today: date) -> Iterator[int]:
    """What came in each of the last eight times seven days that lie whole between `first` and today."""
    for back in range(1, _WEEKS + 1):
        start = today - back * _WEEK
        if start < first:
            return
        yield sum(new.get(start + _DAY * ahead, 0) for ahead in range(7))


def _counted(days: int) -> str:
    return f"{days} working day{'' if days == 1 else 's'}"


def _working_days_between(start: date, end: date) -> int:
    """Mondays to Fridays after `start` and before `end`, but for those from Christmas to New Year's Day, when councils
    are closed. Other bank holidays are left to the margins.
    """
    between = (start + _DAY * ahead for ahead in range(1, (end - start).days))
    return sum(day.weekday() < 5 and not _is_christmas(day) for day in between)


def _is_christmas(day: date) -> bool:
    return (day.month == 12 and day.day >= 25) or (day.month == 1 and day.day == 1)
