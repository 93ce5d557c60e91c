"""How what is received moves over the years, and which months of a year are busy."""

from collections.abc import Sequence
from statistics import mean, median

from alerts.domain.insight.insight import MonthState, Trend
from alerts.domain.insight.month import Month

YEAR = 12


def trend(months: Sequence[Month], states: Sequence[MonthState], received: Sequence[int]) -> Trend:
    """The trend from the first month that is not early; a sum over a month that is not whole is none."""
    begins = next((at for at, state in enumerate(states) if state is not MonthState.EARLY), len(states))
    months, states, received = months[begins:], states[begins:], received[begins:]
    years = _years(states, received)
    return Trend(
        months=tuple(months),
        states=tuple(states),
        received=tuple(received),
        moving_sum=tuple(_year_to(at, states, received) for at in range(len(months))),
        year_before=tuple(
            received[at - YEAR] if at >= YEAR and states[at - YEAR].is_comparable else None
            for at in range(len(months))
        ),
        season=_season(months, years, received),
        season_years=len(years),
    )


def _year_to(at: int, states: Sequence[MonthState], received: Sequence[int]) -> int | None:
    """The sum of the twelve months that end with this one."""
    first = at + 1 - YEAR
    if first < 0 or not all(state.is_comparable for state in states[first : at + 1]):
        return None
    return sum(received[first : at + 1])


def _years(states: Sequence[MonthState], received: Sequence[int]) -> list[int]:
    """The first position of each twelve months, counted back from the last whole month, that have no gap."""
    last = max((at for at, state in enumerate(states) if state.is_comparable), default=-1)
    return [
        first for first in range(last + 1 - YEAR, -1, -YEAR) if _year_to(first + YEAR - 1, states, received)
    ]


def _season(
    months: Sequence[Month], years: Sequence[int], received: Sequence[int]
) -> tuple[float | None, ...]:
    if len(years) < 2:
        return (None,) * YEAR
    shares: dict[int, list[float]] = {}
    for first in years:
        average = mean(received[first : first + YEAR])
        for at in range(first, first + YEAR):
            shares.setdefault(months[at].month, []).append(received[at] / average)
    return tuple(median(shares[number]) for number in range(1, YEAR + 1))
