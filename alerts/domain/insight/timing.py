"""How long decisions took, and whether that was in the time that the law gives."""

import numpy as np

from alerts.domain.insight.insight import Limit, Share, Timing
from alerts.domain.insight.limits import LIMITS, MAJOR_DAYS, MOST_DAYS, UNTYPED, is_welsh
from alerts.domain.insight.monthly import Counts, Dated
from alerts.domain.insight.register import NO_DAY, Column, Register
from alerts.domain.insight.slice import UNKNOWN_TYPE
from alerts.domain.insight.types import TYPE_CODES

WEEKS = 27
"""Bars of the histogram: 26 weeks, half a year, one by one, and everything later."""

_LIMITS = [UNTYPED if code == UNKNOWN_TYPE else LIMITS.get(code, (0, 0)) for code in TYPE_CODES]
_MOST = np.array([most for most, _major in _LIMITS], dtype=np.int16)
_MAJOR = np.array([major for _most, major in _LIMITS], dtype=np.int16)


def timing(register: Register, decided: Dated) -> Timing:
    """Of the decisions of a period."""
    rows = decided.rows
    rows = rows[register.valid[rows] != NO_DAY]
    days = register.decided[rows] - register.valid[rows]
    rows, days = rows[days >= 0], days[days >= 0]
    limits = _limits(register, rows)
    has_most, has_major = limits == MOST_DAYS, limits == MAJOR_DAYS
    counts = np.bincount(days)
    return Timing(
        timed=Share(len(rows), len(decided.rows)),
        lower_quartile=quantile(counts, 0.25),
        median=quantile(counts, 0.5),
        upper_quartile=quantile(counts, 0.75),
        ninth_decile=quantile(counts, 0.9),
        weeks=_weeks(days),
        weeks_major=_weeks(days[has_major]),
        most=_limit(days[has_most], MOST_DAYS),
        major=_limit(days[has_major], MAJOR_DAYS),
        elsewhere=int((limits == 0).sum()),
    )


def quantile(counts: Counts, share: float) -> float | None:
    """Of `counts[n]` times n, in order: between the two neighbours of `share` of the way, in proportion."""
    how_many = int(counts.sum())
    if not how_many:
        return None
    at = (how_many - 1) * share
    up_to = np.cumsum(counts)
    below, above = (int(np.searchsorted(up_to, int(at) + step, side="right")) for step in (0, 1))
    return below + (min(above, len(counts) - 1) - below) * (at - int(at))


def _limits(register: Register, rows: Column) -> Column:
    """The days that the law gives each row, 0 for another time."""
    kinds = register.kind[rows]
    welsh = np.array([is_welsh(code) for code in register.authorities], dtype=np.bool_)
    is_major = register.major[rows] == 1
    if welsh.any():
        is_major &= ~welsh[register.authority[rows]]
    found: Column = np.where(is_major, _MAJOR[kinds], _MOST[kinds])
    return found


def _weeks(days: Column) -> tuple[int, ...]:
    weeks = np.clip((days - 1) // 7, 0, WEEKS - 1)
    return tuple(np.bincount(weeks, minlength=WEEKS).tolist())


def _limit(days: Column, limit: int) -> Limit:
    return Limit(limit, Share(int((days <= limit).sum()), len(days)))
