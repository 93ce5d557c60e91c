"""How applications end and how long that takes: withdrawn is never refused, and odd days are in no figure."""

import tracemalloc
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from alerts.domain.insight.counting import insight_of
from alerts.domain.insight.hexagons import corners, nearest
from alerts.domain.insight.insight import Share
from alerts.domain.insight.month import Month
from alerts.domain.insight.result import Ending, Result
from alerts.domain.insight.slice import Place, PlaceKind, Slice
from tests.unit.domain.insight.registers import a_register

TODAY = date(2026, 6, 10)
DAY = st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)) | st.sampled_from((date.min, date.max, TODAY))
DECIDED = st.sampled_from([result for result in Result if result.is_decided])


def decided(result: Result, taken: int, **said: Any) -> dict[str, Any]:
    return {"result": result, "decided": TODAY, "valid": TODAY - timedelta(taken)} | said


ROW = st.fixed_dictionaries(
    {"received": DAY, "valid": DAY, "result": DECIDED, "decided": DAY}
) | st.fixed_dictionaries(
    {"received": DAY, "valid": DAY, "result": st.just(Result.WITHDRAWN), "withdrawn": DAY}
)


@given(st.lists(ROW, max_size=30))
def test_withdrawn_is_never_refused_and_never_decided(rows: list[dict[str, Any]]) -> None:
    found = insight_of(a_register(*rows), Place(), Slice(), TODAY)
    left_out = [row for row in rows if row["result"] is not Result.WITHDRAWN]
    others = insight_of(a_register(*left_out), Place(), Slice(), TODAY)
    assert found.outcomes.refused == others.outcomes.refused
    assert found.outcomes.decided == others.outcomes.decided == sum(found.monthly.decided)
    assert found.timing == others.timing
    assert others.outcomes.withdrawn == 0
    first = found.period.first.first_day
    withdrawn = [row for row in rows if row not in left_out and row["withdrawn"]]
    assert found.outcomes.withdrawn == sum(first <= row["withdrawn"] <= TODAY for row in withdrawn)


@settings(max_examples=25)
@given(st.lists(ROW, max_size=30))
def test_each_ending_alone_adds_up_to_all(rows: list[dict[str, Any]]) -> None:
    register = a_register(*rows)
    whole = insight_of(register, Place(), Slice(), TODAY)
    parts = [insight_of(register, Place(), Slice(endings=frozenset({each})), TODAY) for each in Ending]
    assert sum(part.known for part in parts) == whole.known == len(rows)
    assert sum(part.received for part in parts) == whole.received
    assert {part.outcomes for part in parts} == {whole.outcomes}


def test_shares_have_their_own_denominators() -> None:
    rows = [decided(Result.GRANTED, 9)] * 5 + [decided(Result.REFUSED, 9)] * 2 + [decided(Result.SPLIT, 9)]
    rows += [{"result": Result.WITHDRAWN, "withdrawn": TODAY}] * 2
    outcomes = insight_of(a_register(*rows), Place(), Slice(), TODAY).outcomes
    assert (outcomes.share_granted, outcomes.share_refused) == (Share(5, 8), Share(2, 8))
    assert (outcomes.share_other, outcomes.share_withdrawn) == (Share(1, 8), Share(2, 10))
    assert Share(0, 0).share is None


def test_a_decision_before_it_was_valid_or_in_the_future_is_not_timed() -> None:
    rows = [
        decided(Result.GRANTED, -1),
        decided(Result.GRANTED, 0),
        decided(Result.GRANTED, 10, valid=None),
        decided(Result.GRANTED, 10, decided=TODAY + timedelta(1)),
        decided(Result.GRANTED, 10, valid=date.min),
    ]
    timing = insight_of(a_register(*rows), Place(), Slice(), TODAY).timing
    assert timing.timed == Share(2, 4)
    assert (timing.weeks[0], timing.weeks[-1]) == (1, 1)


def test_the_last_day_of_eight_weeks_is_in_time_and_of_thirteen_for_major_development() -> None:
    rows = [decided(Result.GRANTED, days, kind="full", major=0) for days in (55, 56, 57)]
    rows += [decided(Result.GRANTED, days, kind="full", major=1) for days in (57, 91, 92)]
    timing = insight_of(a_register(*rows), Place(), Slice(), TODAY).timing
    assert (timing.most.within, timing.major.within, timing.within) == (Share(2, 3), Share(2, 3), Share(4, 6))
    assert (timing.weeks[7], timing.weeks[8], timing.weeks[12], timing.weeks[13]) == (2, 2, 1, 1)
    assert sum(timing.weeks_major) == 3


def test_what_has_another_time_in_law_is_timed_but_in_no_limit() -> None:
    kinds = ("prior-approval", "non-material-amendment", "notice-trees-in-con-area", "pip", "lbc", None)
    rows = [decided(Result.GRANTED, 60, kind=kind, major=1) for kind in kinds]
    timing = insight_of(a_register(*rows), Place(), Slice(), TODAY).timing
    # A listed building has eight weeks however large it is; without a type it is taken as a permission.
    assert (timing.elsewhere, timing.most.within, timing.major.within) == (4, Share(0, 1), Share(1, 1))


def test_major_development_has_eight_weeks_in_wales() -> None:
    rows = [decided(Result.GRANTED, 60, kind="full", major=1, authority=number) for number in (0, 1)]
    timing = insight_of(a_register(*rows), Place(), Slice(), TODAY).timing
    assert (timing.most.within, timing.major.within) == (Share(0, 1), Share(1, 1))


def test_half_way_between_two_is_the_median_of_an_even_number() -> None:
    rows = [decided(Result.GRANTED, days) for days in (10, 20, 30, 100)]
    timing = insight_of(a_register(*rows), Place(), Slice(), TODAY).timing
    assert (timing.lower_quartile, timing.median, timing.upper_quartile) == (17.5, 25.0, 47.5)
    assert timing.ninth_decile == pytest.approx(79.0)


def test_what_is_open_counts_todays_last_day_and_tells_our_estimates_apart() -> None:
    ends = [{"ends": TODAY + timedelta(days)} for days in (-1, 0, 7, 8)]
    valid = [{"valid": TODAY - timedelta(days)} for days in (22, 21, 14, 13)]
    over = [{"ends": TODAY, "result": result} for result in Result if result is not Result.PENDING]
    now = insight_of(a_register(*ends, *valid, *over, {}), Place(), Slice(), TODAY).open_now
    assert (now.by_feed, now.closing_by_feed) == (3, 2)
    assert (now.by_estimate, now.closing_by_estimate) == (3, 2)
    assert (now.open, now.closing, now.undecided) == (6, 4, 9)


def test_a_place_that_nobody_knows_has_nothing_and_breaks_nothing() -> None:
    for place in (Place(PlaceKind.AUTHORITY, "E06000014"), Place(PlaceKind.WARD, "E05999999")):
        found = insight_of(a_register({"received": TODAY}), place, Slice(), TODAY)
        assert (found.known, found.received, found.timing.median) == (0, 0, None)
        assert (found.where.hexagons.cells, found.trend.months[:-1]) == ((), ())
    assert insight_of(a_register(), Place(), Slice(), TODAY).known == 0


def test_the_biggest_the_newest_and_the_most_amended_are_ten_in_order() -> None:
    rows = [
        {
            "id": number,
            "received": TODAY - timedelta(number // 2),
            "size_m2": number // 3,
            "major": 1,
            "amendments": 1,
        }
        for number in range(30)
    ]
    found = insight_of(a_register(*rows), Place(), Slice(), TODAY)
    assert [each.id for each in found.biggest] == [27, 28, 29, 24, 25, 26, 21, 22, 23, 18]
    assert list(found.majors) == [1, 0, 3, 2, 5, 4, 7, 6, 9, 8]
    assert [each.id for each in found.most_amended] == list(range(10))


@given(st.integers(0, 700_000), st.integers(0, 1_300_000), st.sampled_from((100, 500, 10_000)))
def test_a_point_lies_within_the_hexagon_that_it_is_counted_in(x: int, y: int, width: int) -> None:
    (column,), (row,) = nearest(np.array([float(x)]), np.array([float(y)]), width)
    assert (column - row) % 2 == 0
    hexagon = Polygon(corners(column * width / 2, row * width * 3**0.5 / 2, width))
    assert hexagon.distance(Point(x, y)) < 1e-6
    assert hexagon.area == pytest.approx(width**2 * 3**0.5 / 2)


def test_nothing_is_of_a_month_before_a_slice_begins() -> None:
    rows = [{"received": date(2026, 4, 30)}, {"received": date(2026, 5, 1)}, {"received": date(2026, 5, 31)}]
    rows.append({"received": date(2026, 6, 1)})
    wanted = Slice(since=Month(2026, 5), until=Month(2026, 5))
    assert insight_of(a_register(*rows), Place(), wanted, TODAY).monthly.received == (2,)


@pytest.mark.parametrize(("times", "width_m"), [(1, 500), (2, 200), (9, 200)])
def test_hexagons_are_so_wide_that_most_hold_more_than_one(times: int, width_m: int) -> None:
    sites = [
        {
            "received": TODAY,
            "easting_cm": 52_900_000 + east * 25_000,
            "northing_cm": 18_550_000 + north * 25_000,
        }
        for east in range(20)
        for north in range(20)
    ]
    grid = insight_of(a_register(*sites * times), Place(), Slice(), TODAY).where.hexagons
    assert grid.width_m == width_m
    assert np.median([cell.received for cell in grid.cells]) > 1


def test_a_handful_of_sites_far_from_each_other_is_not_put_into_one_hexagon() -> None:
    sites = [{"received": TODAY, "easting_cm": 52_900_000 + east * 150_000, "northing_cm": 18_550_000}
             for east in range(5)]  # fmt: skip
    grid = insight_of(a_register(*sites), Place(), Slice(), TODAY).where.hexagons
    assert (grid.width_m, len(grid.cells)) == (1_000, 5)
    assert insight_of(a_register(), Place(), Slice(), TODAY).where.hexagons.width_m == 100


def test_one_site_at_the_other_end_of_the_country_costs_no_grid_of_all_of_it() -> None:
    near = [{"received": TODAY, "easting_cm": 52_900_000, "northing_cm": 18_550_000}] * 300
    far = {"received": TODAY, "easting_cm": 9_000_000, "northing_cm": 120_000_000}
    tracemalloc.start()
    grid = insight_of(a_register(*near, far), Place(), Slice(), TODAY).where.hexagons
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (grid.width_m, [cell.received for cell in grid.cells]) == (100, [300, 1])
    assert most < 20_000_000
