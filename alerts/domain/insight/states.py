"""What is known of each month: whether the councils of a place told of anything in it, so that silence is seen.

Decided by all that a council decides, never by a slice or a ward: a feed that is silent is silent about everything.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from alerts.domain.insight.insight import MonthState
from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.monthly import Counts, Dated, counted, in_period
from alerts.domain.insight.narrowing import of_authorities, taken
from alerts.domain.insight.register import NO_DAY, Register, day_of
from alerts.domain.insight.slice import MOST_MONTHS, Place, PlaceKind

LONGEST = MOST_MONTHS
"""So many months are looked back at: at least as many as a period may have."""

NEVER_NONE = 7
"""A council that usually receives so many a month has one without any once in a thousand by chance (e to the -7)."""

NEIGHBOURS = 12
"""Months to each side of one from which its usual number is told."""

BEGUN = 4
"""A month belongs to a record if it has at least a quarter of what is usual now: the median of the last twelve months
that have any. A record begins with the first such month from which on at least every second is one."""

MATTERS = 10
"""A council counts for the months of a ward or a shape if it decides at least one in ten of the applications there."""


class Known(NamedTuple):
    """The states of the months of a period, how many councils told of anything in each, and when any was first read."""

    period: Period
    states: tuple[MonthState, ...]
    telling: tuple[int, ...]
    first_read: date | None


def longest_period(last: Month) -> Period:
    """All months that are looked back at from one."""
    return Period(last.later(1 - LONGEST), last)


def known_months(
    whole: Register, there: Register, place: Place, received: Dated, last: Month, today: date
) -> Known:
    """What is known of the longest period to `last`. `there` is what of the `whole` register is of the place, and
    `received` its days in that period.
    """
    period = longest_period(last)
    codes = councils_of(whole, there, place)
    rows = there if place.is_whole_councils else taken(whole, of_authorities(whole, codes))
    dated = received if rows is there else in_period(rows.received, period, today)
    by_council = counted(dated, rows.authority[dated.rows], len(whole.authorities), LONGEST)
    lately = by_council
    if last != Month.of(today):
        dated = in_period(rows.received, longest_period(Month.of(today)), today)
        lately = counted(dated, rows.authority[dated.rows], len(whole.authorities), LONGEST)
    first_read = _first_read(whole, place, codes)
    usual = [_usual(received[:-1]) for received in _judged(lately, whole, place, codes)]
    judged = list(zip(_judged(by_council, whole, place, codes), usual, strict=True))
    return Known(
        period,
        _states(judged, period.months, first_read, today),
        tuple((by_council > 0).sum(axis=0).tolist()),
        first_read,
    )


def _judged(by_council: Counts, whole: Register, place: Place, codes: frozenset[str]) -> list[Counts]:
    """The months of each council that tells of a place; of everything those of all together."""
    if place.kind is PlaceKind.ALL:
        return [by_council.sum(axis=0)]
    return [by_council[number] for number, code in enumerate(whole.authorities) if code in codes]


def councils_of(whole: Register, there: Register, place: Place) -> frozenset[str]:
    """Whose feeds tell of a place: the council itself, those that decide a fair part of it, or a ward's own."""
    if place.kind is PlaceKind.AUTHORITY:
        return frozenset({place.code})
    deciding = np.bincount(there.authority, minlength=len(whole.authorities))
    if place.kind is PlaceKind.ALL:
        return frozenset(whole.authorities)
    fair = {
        code
        for code, count in zip(whole.authorities, deciding.tolist(), strict=True)
        if count and count * MATTERS >= len(there)
    }
    own = {ward.authority for ward in whole.wards if ward.code == place.code and ward.authority}
    return frozenset(fair | own if place.kind is PlaceKind.WARD else fair)


def _first_read(whole: Register, place: Place, codes: frozenset[str]) -> date | None:
    """The day by which all that tell of the place had been read; for everything the day of the first of them."""
    known = [
        day
        for code, day in zip(whole.authorities, whole.first_read, strict=True)
        if code in codes and day != NO_DAY
    ]
    if not known:
        return None
    return day_of(min(known) if place.kind is PlaceKind.ALL else max(known))


def _states(
    judged: Sequence[tuple[Counts, float]], months: Sequence[Month], first_read: date | None, today: date
) -> tuple[MonthState, ...]:
    over = [month.last_day < today for month in months]
    each = [_of_council(received, over, usual) for received, usual in judged]
    return tuple(
        _state(month, is_over, {states[at] for states in each}, first_read)
        for at, (month, is_over) in enumerate(zip(months, over, strict=True))
    )


def _state(month: Month, is_over: bool, told: set[MonthState], first_read: date | None) -> MonthState:
    if not is_over:
        return MonthState.RUNNING
    for state in (MonthState.EARLY, MonthState.GAP):
        if state in told or (state is MonthState.EARLY and not told):
            return state
    return MonthState.BEFORE if first_read and month.last_day < first_read else MonthState.WHOLE


def _of_council(received: Counts, over: Sequence[bool], usual: float) -> list[MonthState]:
    """Early, whole or a gap, for one council that usually receives so many a month now."""
    whole = received[: sum(over)]
    begins = _begins(whole, usual or _usual(whole))
    states = [MonthState.EARLY] * begins + [MonthState.WHOLE] * (len(received) - begins)
    for at in range(begins, len(whole)):
        if not whole[at]:
            near = [*whole[max(begins, at - NEIGHBOURS) : at], *whole[at + 1 : at + 1 + NEIGHBOURS]]
            if near and np.median(near) >= NEVER_NONE:
                states[at] = MonthState.GAP
    return states


def _usual(received: Counts) -> float:
    """The median of the last months that have any."""
    return float(np.median(received[received > 0][-NEIGHBOURS:])) if received.any() else 0.0


def _begins(received: Counts, usual: float) -> int:
    """The position of the first month of a record; one after the last where there is none."""
    belongs = (received > 0) & (received * BEGUN >= usual)
    from_it_on = np.cumsum(belongs[::-1])[::-1]
    begun = np.flatnonzero(belongs & (from_it_on * 2 >= np.arange(len(received), 0, -1)))
    return int(begun[0]) if len(begun) else len(received)
