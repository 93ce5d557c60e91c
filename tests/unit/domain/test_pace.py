"""A feed's pace is learned from its own days, and its silence is unusual only against them."""

from datetime import date, timedelta

import pytest

from alerts.domain.pace import Pace, learned_pace, pace_words, short_day_words, silence_words

MONDAY = date(2026, 11, 16)


def every_working_day(first: date, last: date, count: int = 7) -> dict[date, int]:
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return {day: count for day in days if day.weekday() < 5}


def bursts(*days: date, count: int = 100) -> dict[date, int]:
    return dict.fromkeys(days, count)


CAMDEN = every_working_day(date(2026, 6, 1), date(2026, 11, 3))
"""Something new on every working day until Tuesday 3 November."""


def camden_on(today: date) -> Pace:
    return learned_pace(CAMDEN, date(2026, 6, 1), today)


@pytest.mark.parametrize(
    ("today", "working_days", "is_quiet"),
    [
        (date(2026, 11, 3), 0, False),
        (date(2026, 11, 4), 0, False),
        (date(2026, 11, 6), 2, False),
        (date(2026, 11, 9), 3, False),
        (date(2026, 11, 10), 4, True),
        (date(2026, 11, 17), 9, True),
    ],
)
def test_a_feed_that_brings_something_every_day_is_quiet_after_three_working_days(
    today: date, working_days: int, is_quiet: bool
) -> None:
    pace = camden_on(today)
    assert (pace.longest_silence, pace.silence(today)) == (0, working_days)
    assert pace.is_unusually_quiet(today) is is_quiet


YORK_UNTIL_MARCH = every_working_day(date(2026, 1, 5), date(2026, 3, 20), count=6)
SILENT_18_DAYS = date(2026, 4, 8)
"""The last new application of Friday 20 March is followed by 108 on Wednesday 8 April."""


@pytest.mark.fault("C-05")
def test_eighteen_days_of_silence_are_unusual_for_a_feed_that_never_was_silent() -> None:
    pace = learned_pace(YORK_UNTIL_MARCH, date(2026, 1, 5), SILENT_18_DAYS)
    assert pace.silence(SILENT_18_DAYS) == 12
    assert pace.is_unusually_quiet(SILENT_18_DAYS)
    assert not pace.is_unusually_quiet(date(2026, 3, 26))


@pytest.mark.fault("C-05")
@pytest.mark.parametrize(
    ("silent_until", "working_days"),
    [(date(2026, 8, 18), 9), (date(2026, 8, 23), 13), (date(2026, 8, 24), 13)],
)
def test_a_feed_that_was_silent_so_long_before_is_not_quiet(silent_until: date, working_days: int) -> None:
    after = every_working_day(SILENT_18_DAYS, date(2026, 8, 4), count=6)
    pace = learned_pace(YORK_UNTIL_MARCH | after | {SILENT_18_DAYS: 108}, date(2026, 3, 1), silent_until)
    assert (pace.longest_silence, pace.silence(silent_until)) == (12, working_days)
    assert not pace.is_unusually_quiet(silent_until)


@pytest.mark.fault("C-05")
def test_a_silence_by_a_clear_margin_longer_than_the_longest_is_quiet_again() -> None:
    pace = Pace(a_week=30, longest_silence=12, last_new_date=date(2026, 8, 3), known_days=180)
    assert pace.silence(date(2026, 9, 1)) == 20
    assert not pace.is_unusually_quiet(date(2026, 9, 1))
    assert pace.silence(date(2026, 9, 2)) == 21
    assert pace.is_unusually_quiet(date(2026, 9, 2))


@pytest.mark.fault("C-05")
def test_a_silence_is_remembered_for_half_a_year_after_its_end() -> None:
    new = bursts(date(2026, 3, 20), date(2026, 4, 8)) | every_working_day(date(2026, 4, 9), date(2026, 11, 3))
    assert learned_pace(new, date(2026, 3, 20), date(2026, 10, 5)).longest_silence == 12
    assert learned_pace(new, date(2026, 3, 20), date(2026, 10, 6)).longest_silence == 0


@pytest.mark.parametrize(("today", "is_quiet"), [(date(2026, 11, 15), False), (date(2026, 11, 16), True)])
def test_a_feed_of_less_than_four_weeks_is_quiet_after_a_fortnight(today: date, is_quiet: bool) -> None:
    pace = learned_pace({date(2026, 11, 1): 3}, date(2026, 10, 26), today)
    assert pace.is_unusually_quiet(today) is is_quiet


@pytest.mark.parametrize(("first", "is_quiet"), [(date(2026, 10, 14), False), (date(2026, 10, 13), True)])
def test_four_weeks_are_enough_to_learn_from(first: date, is_quiet: bool) -> None:
    new = every_working_day(first, date(2026, 11, 3))
    pace = learned_pace(new, first, date(2026, 11, 10))
    assert pace.is_unusually_quiet(date(2026, 11, 10)) is is_quiet


def test_a_feed_that_never_brought_anything_is_not_quiet() -> None:
    pace = learned_pace({}, date(2026, 1, 5), date(2026, 6, 1))
    assert not pace.is_unusually_quiet(date(2026, 6, 1))


def test_councils_are_closed_between_christmas_and_new_year() -> None:
    pace = Pace(a_week=35, longest_silence=1, last_new_date=date(2026, 12, 23), known_days=180)
    assert pace.silence(date(2027, 1, 5)) == 2
    assert not pace.is_unusually_quiet(date(2027, 1, 5))


def test_what_is_known_beside_the_counters_ends_a_silence() -> None:
    pace = learned_pace(CAMDEN, date(2026, 6, 1), MONDAY, date(2026, 11, 13))
    assert (pace.last_new_date, pace.silence(MONDAY)) == (date(2026, 11, 13), 0)


@pytest.mark.parametrize(
    ("new", "first", "a_week"),
    [
        (CAMDEN, date(2026, 6, 1), 35.0),
        # A burst of one week moves a mean, and no median.
        (CAMDEN | {date(2026, 11, 2): 500}, date(2026, 6, 1), 35.0),
        # Two of eight weeks: the median would be nought.
        (bursts(date(2026, 10, 1), date(2026, 10, 30)), date(2026, 6, 1), 25.0),
        # Ten days, 40 applications.
        (bursts(date(2026, 10, 26), count=40), date(2026, 10, 25), 28.0),
        # The first load on the day before.
        (
            {date(2026, 10, 13): 9_000} | every_working_day(date(2026, 10, 14), MONDAY, 2),
            date(2026, 10, 14),
            10.0,
        ),
        (bursts(date(2026, 11, 3), count=40), date(2026, 10, 29), None),
        ({}, date(2026, 6, 1), 0.0),
    ],
)
def test_the_usual_week_is_the_median_of_eight_or_the_mean_of_what_there_is(
    new: dict[date, int], first: date, a_week: float | None
) -> None:
    assert learned_pace(new, first, date(2026, 11, 4)).a_week == a_week


def test_today_is_not_over_and_does_not_count() -> None:
    assert learned_pace(CAMDEN | {MONDAY: 900}, date(2026, 6, 1), MONDAY).a_week == 35


@pytest.mark.parametrize(
    ("a_week", "words"),
    [
        (34.6, "about 35 new applications a week"),
        (1_200.0, "about 1,200 new applications a week"),
        (1.2, "about 1 new application a week"),
        (0.4, "less than one new application a week"),
        (None, "not known yet, as a week has to pass first"),
    ],
)
def test_the_pace_in_words(a_week: float | None, words: str) -> None:
    assert pace_words(Pace(a_week, 4, date(2026, 11, 3), 100)) == words


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (
            Pace(35, 4, date(2026, 11, 3), 100),
            "nothing new since 3 November, 9 working days; its longest silence so far was 4",
        ),
        (
            Pace(35, 0, date(2026, 11, 13), 100),
            "nothing new since 13 November, 1 working day; its longest silence so far was not one whole day",
        ),
        (Pace(35, 0, date(2026, 11, 3), 20), "nothing new since 3 November, 9 working days"),
        (Pace(None, 0, None, 3), "nothing new so far"),
    ],
)
def test_the_silence_in_words(pace: Pace, words: str) -> None:
    assert silence_words(pace, date(2026, 11, 17)) == words


def test_a_day_of_another_year_has_its_year() -> None:
    assert short_day_words(date(2025, 11, 3), date(2026, 1, 9)) == "3 November 2025"
