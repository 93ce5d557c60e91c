"""An invented dashboard of two years, of which a test changes what it is about."""

from dataclasses import replace
from datetime import date

from alerts.domain.insight.hexagons import Hexagon, Hexagons
from alerts.domain.insight.insight import (
    Completeness,
    Insight,
    Limit,
    Monthly,
    MonthState,
    OpenNow,
    Outcomes,
    PlaceFigures,
    Share,
    Timing,
    Trend,
    TypeSeries,
    Where,
)
from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.slice import Place, PlaceKind, Slice

TODAY = date(2026, 11, 26)
MONTHS = Period(Month(2025, 1), Month(2025, 12)).months
NOTHING = Outcomes(0, 0, 0, 0, 0, 0, 0, 0, 0)


def outcomes(granted: int = 0, refused: int = 0, other: int = 0, withdrawn: int = 0) -> Outcomes:
    return replace(NOTHING, granted=granted, refused=refused, other_decision=other, withdrawn=withdrawn)


def timing(count: int, median: float | None, within: tuple[int, int] = (0, 0)) -> Timing:
    weeks = (0,) * 7 + (count,) + (0,) * 19
    return Timing(
        timed=Share(count, count),
        lower_quartile=median,
        median=median,
        upper_quartile=median,
        ninth_decile=median,
        weeks=weeks,
        weeks_major=(0,) * 27,
        most=Limit(56, Share(*within)),
        major=Limit(91, Share(0, 0)),
        elsewhere=0,
    )


def monthly(
    received: tuple[int, ...] = (), granted: tuple[int, ...] = (), types: dict[str, int] | None = None
) -> Monthly:
    """Series of 2025, what is not given being 0; types by how many of them were received in January."""
    none = (0,) * 12
    return Monthly(
        months=MONTHS,
        states=(MonthState.WHOLE,) * 12,
        received=received or none,
        granted=granted or none,
        refused=none,
        other=none,
        withdrawn=none,
        telling=(1,) * 12,
        types=tuple(TypeSeries(code, (count, *none[1:]), none) for code, count in (types or {}).items()),
    )


def trend(sums: dict[Month, int] | None = None, season: tuple[float | None, ...] = (None,) * 12) -> Trend:
    """Two years, the sums of twelve months known of those that are given."""
    months = Period(Month(2024, 1), Month(2025, 12)).months
    return Trend(
        months=months,
        states=(MonthState.WHOLE,) * 24,
        received=(1,) * 24,
        moving_sum=tuple((sums or {}).get(month) for month in months),
        year_before=(None,) * 12 + (1,) * 12,
        season=season,
        season_years=2,
    )


def place(code: str, received: int) -> PlaceFigures:
    return PlaceFigures(code, received, 0, 0, 0, 0, 0)


def insight(**changes: object) -> Insight:
    """Nothing happened in Camden in 2025, but for what is changed."""
    none, all_of_none = Share(0, 0), {"first_read": date(2024, 1, 1), "gaps": ()}
    shares = (
        "dated",
        "decided_dated",
        "withdrawn_dated",
        "outcome_read",
        "valid",
        "typed",
        "located",
        "in_ward",
    )
    fields: dict[str, object] = {
        "place": Place(PlaceKind.AUTHORITY, "E09000007"),
        "slice": Slice(since=Month(2025, 1), until=Month(2025, 12)),
        "today": TODAY,
        "version": 1,
        "period": Period(Month(2025, 1), Month(2025, 12)),
        "known": 0,
        "received": 0,
        "authorities": ("E09000007",),
        "monthly": monthly(),
        "outcomes": NOTHING,
        "timing": timing(0, None),
        "open_now": OpenNow(0, 0, 0, 0, 0),
        "where": Where((), (), Hexagons(200, ()), none, none),
        "trend": trend(),
        "biggest": (),
        "majors": (),
        "most_amended": (),
        "completeness": Completeness(**dict.fromkeys(shares, none), **all_of_none),  # type: ignore[arg-type]
    }
    return Insight(**(fields | changes))  # type: ignore[arg-type]


def known(found: Insight, **states: int) -> Insight:
    """The same, of whose months the first so many are early, the next so many a gap and so on; the rest are whole."""
    each = tuple(MonthState(name) for name, count in states.items() for _at in range(count))
    silent = tuple(month for month, state in zip(MONTHS, each, strict=False) if state is MonthState.GAP)
    return replace(
        found,
        monthly=replace(found.monthly, states=(*each, *found.monthly.states[len(each) :])),
        completeness=replace(found.completeness, gaps=silent),
    )


def hexagons(*counts: int) -> Where:
    cells = tuple(Hexagon(200.0 * at, 0.0, count) for at, count in enumerate(counts))
    located = Share(sum(counts), sum(counts))
    return Where((), (), Hexagons(200, cells), located, located)
