"""Which months can be compared: a silent feed, a record that begins, and the month that is not over."""

from datetime import date, timedelta
from typing import Any

import pytest

from alerts.domain.insight.counting import insight_of
from alerts.domain.insight.insight import Insight, MonthState
from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.slice import MOST_MONTHS, Place, PlaceKind, Slice
from tests.unit.domain.insight.registers import CAMDEN, a_register

TODAY = date(2026, 6, 10)
THIS = Month(2026, 6)


def monthly(counts: dict[int, int], **said: Any) -> list[dict[str, Any]]:
    """So many applications received in each month, counted back from this one."""
    return [
        {"received": THIS.later(-back).first_day + timedelta(number % 9)} | said
        for back, count in counts.items()
        for number in range(count)
    ]


def of_camden(
    rows: list[dict[str, Any]], wanted: Slice | None = None, first_read: date | None = None
) -> Insight:
    register = a_register(*rows, first_read=first_read)
    return insight_of(register, Place(PlaceKind.AUTHORITY, CAMDEN), wanted or Slice(), TODAY)


def states(found: Insight) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for month, state in zip(found.monthly.months, found.monthly.states, strict=True):
        told.setdefault(state, []).append(str(month))
    return told


def test_a_month_without_anything_where_there_usually_is_much_is_a_gap() -> None:
    counts = {back: 0 if back == 5 else 8 for back in range(25)}
    found = of_camden(monthly(counts))
    assert states(found)["gap"] == ["2026-01"]
    assert found.completeness.gaps == (Month(2026, 1),)


def test_a_month_without_anything_where_there_is_never_much_is_a_quiet_month() -> None:
    counts = {back: 0 if back == 5 else 6 for back in range(25)}
    assert "gap" not in states(of_camden(monthly(counts)))


def test_a_gap_is_one_for_each_slice_of_the_council_also_where_the_slice_has_none_for_years() -> None:
    rows = monthly({back: 0 if back == 5 else 8 for back in range(25)}, kind="hh")
    found = of_camden(rows, Slice(types=frozenset({"lbc"})))
    assert (found.received, states(found)["gap"]) == (0, ["2026-01"])


def test_this_month_is_never_whole_and_never_in_a_sum() -> None:
    found = of_camden(monthly(dict.fromkeys(range(25), 8)))
    assert states(found)["running"] == ["2026-06"]
    assert found.trend.moving_sum[-2:] == (96, None)


def test_stragglers_before_a_record_begins_are_early_and_in_no_trend() -> None:
    counts = dict.fromkeys(range(13), 20) | {100: 1, 200: 1}
    found = of_camden(monthly(counts), Slice(since=Month(2009, 1)))
    assert len(states(found)["early"]) == len(found.monthly.months) - 13
    assert found.trend.months[0] == THIS.later(-12)
    assert found.trend.moving_sum == (*[None] * 11, 240, None)


def test_stragglers_of_a_year_long_ago_are_early_also_where_that_year_alone_is_asked_for() -> None:
    counts = dict.fromkeys(range(13), 20) | dict.fromkeys(range(78, 90), 1)
    found = of_camden(monthly(counts), Slice(since=Month(2019, 1), until=Month(2019, 12)))
    assert found.received == 12
    assert list(states(found)) == ["early"]
    assert found.trend.months == ()


def test_months_before_the_feed_was_first_read_are_named_and_still_compared() -> None:
    found = of_camden(monthly(dict.fromkeys(range(25), 8)), first_read=date(2026, 4, 1))
    assert states(found)["whole"] == ["2026-04", "2026-05"]
    assert states(found)["before"][-1] == "2026-03"
    assert found.trend.moving_sum[-2] == 96


def test_a_sum_over_a_gap_is_none_and_the_year_with_it_tells_no_season() -> None:
    found = of_camden(monthly({back: 0 if back == 5 else 12 for back in range(37)}))
    sums = dict(zip(found.trend.months, found.trend.moving_sum, strict=True))
    assert (sums[Month(2025, 12)], sums[Month(2026, 1)], sums[Month(2026, 5)]) == (144, None, None)
    assert found.trend.season_years == 2


def test_a_season_is_the_share_of_an_average_month_and_one_odd_year_does_not_move_it() -> None:
    usual = {back: 30 if THIS.later(-back).month == 1 else 10 for back in range(1, 37)}
    odd = usual | dict.fromkeys(range(1, 13), 10)
    found = of_camden(monthly(odd))
    assert found.trend.season_years == 3
    assert found.trend.season[0] == pytest.approx(30 / (140 / 12))
    assert found.trend.season[1] == pytest.approx(10 / (140 / 12))


def test_a_year_before_is_the_same_month_of_then() -> None:
    found = of_camden(monthly({back: back for back in range(1, 26)}))
    before = dict(zip(found.trend.months, found.trend.year_before, strict=True))
    assert (before[Month(2026, 5)], before[Month(2026, 6)]) == (13, 12)


def test_a_council_that_begins_later_makes_everything_grow_and_that_is_told() -> None:
    rows = monthly(dict.fromkeys(range(25), 8)) + monthly(dict.fromkeys(range(3), 8), authority=1)
    found = insight_of(a_register(*rows), Place(), Slice(), TODAY)
    assert found.monthly.telling[-4:] == (1, 2, 2, 2)


def test_a_period_is_the_usual_months_and_never_beyond_today() -> None:
    assert Slice().period(TODAY) == Period(Month(2024, 6), THIS)
    assert Slice(until=Month(2030, 1)).period(TODAY) == Period(Month(2024, 6), THIS)
    assert Slice(since=Month(2027, 1)).period(TODAY) == Period(THIS, THIS)
    assert Slice(since=Month(2026, 1), until=Month(2025, 6)).period(TODAY) == Period(
        Month(2025, 6), Month(2025, 6)
    )
    longest = Slice(since=Month(1, 1)).period(TODAY)
    assert (longest.last, len(longest.months)) == (THIS, MOST_MONTHS)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "0000-01", "2026-1", "٢٠٢٦-٠١", "2026-01-01", "", "x"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.parse(text) is None


def test_a_month_is_written_as_it_is_read() -> None:
    assert Month.parse("2026-02") == Month(2026, 2)
    assert str(Month(2026, 2)) == "2026-02"
    assert (Month(2024, 2).last_day, Month(9999, 12).last_day) == (date(2024, 2, 29), date.max)


def test_a_state_that_is_comparable_is_whole_or_before() -> None:
    assert {state for state in MonthState if state.is_comparable} == {MonthState.WHOLE, MonthState.BEFORE}
