"""Counting by month: what was received, decided and withdrawn in each month of a period."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerts.domain.insight.insight import Monthly, MonthState, TypeSeries
from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.register import Column, Register, day_number
from alerts.domain.insight.result import Ending, Result
from alerts.domain.insight.types import TYPE_CODES

Counts = NDArray[np.int64]

_DECIDED = (Ending.GRANTED, Ending.REFUSED, Ending.OTHER)
_DECIDED_NUMBERS = np.array(
    [_DECIDED.index(each.ending) if each.ending in _DECIDED else -1 for each in Result], dtype=np.int8
)


class Dated(NamedTuple):
    """The rows whose day lies in a period and not after today, and the month of each, counted from the first."""

    rows: NDArray[np.intp]
    months: NDArray[np.int16]


def in_period(days: Column, period: Period, today: date) -> Dated:
    """What of a column of days lies in a period."""
    first = day_number(period.first.first_day)
    last = day_number(min(period.last.last_day, today))
    rows = np.flatnonzero((days >= first) & (days <= last))
    return Dated(rows, _month_of_day(period)[days[rows] - first])


def last_months(dated: Dated, months: int, of: int) -> Dated:
    """What lies in the last so many months of a period of `of`."""
    first = of - months
    lies = dated.months >= first
    return Dated(dated.rows[lies], dated.months[lies] - np.int16(first))


@lru_cache(maxsize=64)
def _month_of_day(period: Period) -> NDArray[np.int16]:
    """The number of the month of each day of a period."""
    lengths = [1 + (month.last_day - month.first_day).days for month in period.months]
    return np.repeat(np.arange(len(lengths), dtype=np.int16), lengths)


def counted(dated: Dated, groups: Column, how_many: int, months: int) -> Counts:
    """How many of each group in each month: one line a group."""
    keys = groups.astype(np.int64) * months + dated.months
    return np.bincount(keys, minlength=how_many * months).reshape(how_many, months)


def monthly(
    register: Register,
    received: Dated,
    decided: Dated,
    withdrawn: Dated,
    months: Sequence[Month],
    states: Sequence[MonthState],
    telling: Sequence[int],
) -> Monthly:
    """The series of a slice."""
    count = len(months)
    endings = counted(decided, _DECIDED_NUMBERS[register.result[decided.rows]], len(_DECIDED), count)
    granted, refused, other = map(_series, endings)
    received_types = counted(received, register.kind[received.rows], len(TYPE_CODES), count)
    decided_types = counted(decided, register.kind[decided.rows], len(TYPE_CODES), count)
    return Monthly(
        months=tuple(months),
        states=tuple(states),
        received=_series(np.bincount(received.months, minlength=count)),
        granted=granted,
        refused=refused,
        other=other,
        withdrawn=_series(np.bincount(withdrawn.months, minlength=count)),
        telling=tuple(telling),
        types=_types(received_types, decided_types),
    )


def _types(received: Counts, decided: Counts) -> tuple[TypeSeries, ...]:
    """Those that occur, the most received first, then the most decided."""
    sums = [(-int(received[at].sum()), -int(decided[at].sum()), at) for at in range(len(TYPE_CODES))]
    return tuple(
        TypeSeries(TYPE_CODES[at], _series(received[at]), _series(decided[at]))
        for came, ended, at in sorted(sums)
        if came or ended
    )


def _series(counts: Counts) -> tuple[int, ...]:
    return tuple(counts.tolist())
