"""Counts everything that one dashboard shows: the one door to the numbers."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from alerts.domain.insight.hexagons import width_for
from alerts.domain.insight.insight import Completeness, Insight, MonthState, Outcomes, Ranked, Share
from alerts.domain.insight.month import Period
from alerts.domain.insight.monthly import Dated, in_period, last_months, monthly
from alerts.domain.insight.narrowing import of_endings, of_place, of_slice
from alerts.domain.insight.opening import open_now
from alerts.domain.insight.register import NO_DAY, NO_PLACE, Column, Register
from alerts.domain.insight.result import Result
from alerts.domain.insight.slice import Place, Slice
from alerts.domain.insight.states import Known, known_months, longest_period
from alerts.domain.insight.timing import timing
from alerts.domain.insight.trend import trend
from alerts.domain.insight.types import UNTYPED_NUMBER
from alerts.domain.insight.where import where

SHOWN = 10
"""So many of the biggest, of major development and of the most amended are named."""


def insight_of(register: Register, place: Place, wanted: Slice, today: date) -> Insight:
    """What a dashboard shows of a place and a slice on a London day."""
    period = wanted.period(today)
    months = len(period.months)
    there = of_place(register, place)
    ever = in_period(there.received, longest_period(period.last), today)
    known = known_months(register, there, place, ever, period.last, today)
    sliced = of_slice(there, wanted)
    rows = of_endings(sliced, wanted.endings)
    if rows is not there:
        ever = in_period(rows.received, known.period, today)
    received = last_months(ever, months, len(known.states))
    decided = in_period(rows.decided, period, today)
    withdrawn = in_period(rows.withdrawn, period, today)
    states = known.states[-months:]
    ever_received = np.bincount(ever.months, minlength=len(known.states))
    return Insight(
        place=place,
        slice=wanted,
        today=today,
        version=register.version,
        period=period,
        known=len(rows),
        received=len(received.rows),
        authorities=_authorities(there),
        monthly=monthly(rows, received, decided, withdrawn, period.months, states, known.telling[-months:]),
        outcomes=_outcomes(sliced, rows, period, today, decided, withdrawn),
        timing=timing(rows, decided),
        open_now=open_now(rows, today),
        where=where(rows, place, received, decided, withdrawn, width_for(there), today),
        trend=trend(known.period.months, known.states, ever_received.tolist()),
        biggest=_most(rows, received, rows.size_m2),
        majors=_majors(rows, received),
        most_amended=_most(rows, received, rows.amendments),
        completeness=_completeness(rows, received, decided, known, states),
    )


def _authorities(register: Register) -> tuple[str, ...]:
    """Who decides what lies in a place, by code."""
    counts = np.bincount(register.authority, minlength=len(register.authorities)).tolist()
    return tuple(sorted(code for code, count in zip(register.authorities, counts, strict=True) if count))


def _outcomes(
    register: Register, rows: Register, period: Period, today: date, decided: Dated, withdrawn: Dated
) -> Outcomes:
    """Of the register whatever its endings; where `rows` are no fewer, their decisions are found already."""
    if rows is not register:
        decided = in_period(register.decided, period, today)
        withdrawn = in_period(register.withdrawn, period, today)
    counts = np.bincount(register.result[decided.rows], minlength=len(Result)).tolist()
    return Outcomes(
        granted=counts[Result.GRANTED],
        refused=counts[Result.REFUSED],
        split=counts[Result.SPLIT],
        not_required=counts[Result.NOT_REQUIRED],
        no_objection=counts[Result.NO_OBJECTION],
        objection=counts[Result.OBJECTION],
        other_decision=counts[Result.OTHER],
        unread=counts[Result.UNREAD],
        withdrawn=len(withdrawn.rows),
    )


def _most(register: Register, received: Dated, numbers: Column) -> tuple[Ranked, ...]:
    """Those with the greatest numbers above 0, the lower id first where they are equal."""
    rows = received.rows[numbers[received.rows] > 0]
    found = _first(rows, -numbers[rows].astype(np.int64), register.id[rows])
    return tuple(map(Ranked, register.id[found].tolist(), numbers[found].tolist()))


def _majors(register: Register, received: Dated) -> tuple[int, ...]:
    """The newest major development."""
    rows = received.rows[register.major[received.rows] == 1]
    found = _first(rows, -register.received[rows].astype(np.int64), -register.id[rows])
    return tuple(register.id[found].tolist())


def _first(rows: NDArray[np.intp], by: Column, then: Column) -> NDArray[np.intp]:
    """The first few by two keys, without ordering all."""
    if len(rows) > SHOWN:
        few = by <= np.partition(by, SHOWN - 1)[SHOWN - 1]
        rows, by, then = rows[few], by[few], then[few]
    return rows[np.lexsort((then, by))[:SHOWN]]


def _completeness(
    rows: Register, received: Dated, decided: Dated, known: Known, states: tuple[MonthState, ...]
) -> Completeness:
    is_decided, is_withdrawn = rows.result >= Result.GRANTED, rows.result == Result.WITHDRAWN
    there = received.rows
    gaps = zip(known.period.months[-len(states) :], states, strict=True)
    return Completeness(
        dated=_share(rows.received != NO_DAY),
        decided_dated=_share(rows.decided[is_decided] != NO_DAY),
        withdrawn_dated=_share(rows.withdrawn[is_withdrawn] != NO_DAY),
        outcome_read=_share(rows.result[decided.rows] != Result.UNREAD),
        valid=_share(rows.valid[there] != NO_DAY),
        typed=_share(rows.kind[there] != UNTYPED_NUMBER),
        located=_share(rows.easting_cm[there] != NO_PLACE),
        in_ward=_share(rows.ward[there] >= 0),
        gaps=tuple(month for month, state in gaps if state is MonthState.GAP),
        first_read=known.first_read,
    )


def _share(mask: NDArray[np.bool_]) -> Share:
    return Share(int(mask.sum()), len(mask))
