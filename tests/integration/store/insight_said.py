"""What a dashboard says, by the names that the truth has."""

from math import isclose, sqrt
from typing import Any

from alerts.domain.insight.insight import Insight, PlaceFigures
from alerts.domain.insight.slice import Place, PlaceKind
from tests.integration.store.insight_export import Truth
from tests.integration.store.insight_months import months_of, trend_of
from tests.integration.store.insight_truth import numbers

_OUTCOMES = {
    "granted": "granted",
    "refused": "refused",
    "split": "split",
    "not-required": "not_required",
    "no-objection": "no_objection",
    "objection": "objection",
    "other": "other_decision",
    "unread": "unread",
}


def assert_true(insight: Insight, truth: Truth) -> None:
    """Every number of a dashboard is what the other way gives."""
    wanted = numbers(truth, insight.place, insight.slice)
    found = said(insight)
    assert {name: wanted[name] for name in found if wanted[name] != found[name]} == {}
    assert_timing(insight, wanted["quantiles"])
    assert_hexagons(insight, wanted["points"])
    assert_years(insight, wanted, truth)


def said(insight: Insight) -> dict[str, Any]:
    monthly, outcomes, timing, where, complete = (
        insight.monthly,
        insight.outcomes,
        insight.timing,
        insight.where,
        insight.completeness,
    )
    now = insight.open_now
    return {
        "known": insight.known,
        "received": insight.received,
        "authorities": list(insight.authorities),
        "received by month": list(monthly.received),
        "granted by month": list(monthly.granted),
        "refused by month": list(monthly.refused),
        "other by month": list(monthly.other),
        "withdrawn by month": list(monthly.withdrawn),
        "types": {each.code: (list(each.received), list(each.decided)) for each in monthly.types},
        "types in order": [-1000 * sum(each.received) - sum(each.decided) for each in monthly.types],
        "outcomes": {name: count for name, field in _OUTCOMES.items() if (count := getattr(outcomes, field))},
        "withdrawn": outcomes.withdrawn,
        "timed": timing.timed.count,
        "weeks": {week: count for week, count in enumerate(timing.weeks) if count},
        "weeks of majors": {week: count for week, count in enumerate(timing.weeks_major) if count},
        "limits": (
            timing.most.within.count,
            timing.most.within.of,
            timing.major.within.count,
            timing.major.within.of,
            timing.elsewhere,
        ),
        "open": (now.by_feed, now.by_estimate, now.closing_by_feed, now.closing_by_estimate, now.undecided),
        "wards": dict(map(_figures, where.wards)),
        "councils": dict(map(_figures, where.councils)),
        "in wards": where.in_wards.count,
        "biggest": [tuple(each) for each in insight.biggest],
        "majors": list(insight.majors),
        "most amended": [tuple(each) for each in insight.most_amended],
        "complete": (
            complete.dated.count,
            complete.decided_dated.count,
            complete.decided_dated.of,
            complete.withdrawn_dated.count,
            complete.withdrawn_dated.of,
        ),
        "complete of received": (
            complete.valid.count,
            complete.typed.count,
            complete.located.count,
            complete.in_ward.count,
        ),
    }


def _figures(each: PlaceFigures) -> tuple[str, tuple[int, ...]]:
    return each.code, (each.received, each.granted, each.refused, each.other, each.withdrawn, each.open)


def assert_timing(insight: Insight, quantiles: list[float | None]) -> None:
    timing = insight.timing
    found = (timing.lower_quartile, timing.median, timing.upper_quartile, timing.ninth_decile)
    for ours, theirs in zip(found, quantiles, strict=True):
        assert ours is theirs is None or isclose(ours or 0.0, theirs or 0.0, rel_tol=1e-9, abs_tol=1e-9)
    decided = sum(insight.monthly.decided)
    assert (timing.timed.of, insight.completeness.outcome_read.of) == (decided, decided)
    assert insight.completeness.dated.of == insight.known


def assert_hexagons(insight: Insight, points: list[tuple[float, float]]) -> None:
    """Every site lies in the hexagon whose centre is nearest, and they hold all that have a place."""
    cells, width = insight.where.hexagons.cells, insight.where.hexagons.width_m
    counts = dict.fromkeys(((cell.easting, cell.northing) for cell in cells), 0)
    for x, y in points:
        nearest = min(counts, key=lambda centre: (centre[0] - x) ** 2 + (centre[1] - y) ** 2)
        assert sqrt((nearest[0] - x) ** 2 + (nearest[1] - y) ** 2) <= width / sqrt(3) + 1e-6
        counts[nearest] += 1
    assert [cell.received for cell in cells] == list(counts.values())
    where = insight.where
    assert sum(cell.received for cell in cells) == where.located.count == len(points)
    if insight.place.kind is not PlaceKind.ALL:
        assert sum(ward.received for ward in where.wards) == where.in_wards.count
    assert sum(council.received for council in where.councils) == insight.received == where.located.of


def assert_years(insight: Insight, wanted: dict[str, Any], truth: Truth) -> None:
    last, months = insight.period.last, len(insight.monthly.months)
    states, telling, first = months_of(wanted, insight.place, last, truth.wards, truth.today)
    assert [str(state) for state in insight.monthly.states] == states[-months:]
    assert list(insight.monthly.telling) == telling[-months:]
    assert insight.completeness.first_read == first
    gaps = [
        month for month, state in zip(insight.monthly.months, states[-months:], strict=True) if state == "gap"
    ]
    assert list(insight.completeness.gaps) == gaps
    trend, found = insight.trend, trend_of(wanted["ever"], states, last)
    assert (list(trend.received), list(trend.moving_sum)) == (found["received"], found["sums"])
    assert (list(trend.year_before), trend.season_years) == (found["before"], found["years"])
    for ours, theirs in zip(trend.season, found["season"], strict=True):
        assert ours is theirs is None or isclose(ours or 0.0, theirs or 0.0, rel_tol=1e-9)


EVERYWHERE = Place()
