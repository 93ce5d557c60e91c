"""What is counted of a council or a ward. Of a council the database counts, each number by a range of an index of its
own; of a ward the newest applications in its box are looked at, as no polygon can be asked for in SQL.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import shapely
from sqlalchemy import ColumnElement, Select, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from alerts.db.area_lists import is_open_for_comment, stage_is
from alerts.db.tables import ApplicationRow
from alerts.db.within import is_public, within
from alerts.domain.area_numbers import YEAR_DAYS, Fact, first_day
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS
from alerts.domain.stage import SiteStage
from alerts.domain.watch_area import WatchArea
from geo.area import Area, reach_m

MOST_OF_A_WARD = 5_000
"""So many of the newest are looked at that may lie in a ward and may count."""

MOST_OPEN = 5_000
"""So many that are open for comment are laid on the wards of a council."""

_T = ApplicationRow.__table__.c
_RECEIVED = func.coalesce(_T.received_date, _T.valid_date)


class Found(NamedTuple):
    """What was found; `is_cut` says that there is more than was looked at."""

    facts: list[Fact]
    is_cut: bool


def of_council(session: Session, authority: str, today: date) -> list[Fact]:
    """All that is counted of a council, grouped by day: few rows however many applications there are."""
    found: list[Fact] = []
    for conditions, columns, is_open in _council_counts(today):
        query = _grouped(authority, conditions, list(columns.values()))
        for count, *values in session.execute(query):
            found.append(Fact(how_many=count, is_open=is_open, **dict(zip(columns, values, strict=True))))
    return found


def of_ward(
    session: Session, watch: WatchArea, area: Area, today: date, limit: int = MOST_OF_A_WARD
) -> Found:
    """One fact for each application that may count and lies in the ward by the rule of all areas."""
    columns = _ward_columns()
    query = within(select(_T.site, *columns.values()), watch).where(is_public(), or_(*_may_count(today)))
    newest = query.order_by(_T.latest_date.desc().nulls_last(), _T.id.desc()).limit(limit + 1)
    rows = session.execute(newest).all()
    near = shapely.dwithin(
        area.core, shapely.from_wkb([row[0] for row in rows[:limit]]), reach_m(area.margin_m)
    )
    inside = (row for row, is_inside in zip(rows, near, strict=False) if is_inside)
    return Found(
        [Fact(**dict(zip(columns, row[1:], strict=True))) for row in inside], is_cut=len(rows) > limit
    )


def open_sites(session: Session, authority: str, today: date, limit: int = MOST_OPEN) -> list[Any]:
    """The sites (EPSG:27700) of a council's applications that are open for comment, but for those without one."""
    branches = (
        select(_T.site).where(_T.authority == authority, is_public(), _T.site.is_not(None), *conditions)
        for conditions in _open(today)
    )
    return list(shapely.from_wkb(list(session.scalars(union_all(*branches).limit(limit)))))


_Count = tuple[tuple[ColumnElement[bool], ...], dict[str, ColumnElement[Any]], bool]
"""What is to be counted, by which days, and whether that is open."""


def _council_counts(today: date) -> Iterator[_Count]:
    """A latest date lies nowhere before those of receipt, validity and decision: its index serves all three."""
    year = first_day(YEAR_DAYS, today)
    lately, withdrawn = _T.latest_date >= year, stage_is(SiteStage.WITHDRAWN)
    decided_in_year = _T.decision_date.between(year, today)
    decided: dict[str, ColumnElement[Any]] = {
        "decided": _T.decision_date,
        "valid": _T.valid_date,
        "decision": _T.decision,
    }
    yield (lately, _RECEIVED.between(year, today)), {"received": _RECEIVED}, False
    yield (lately, decided_in_year, ~withdrawn), decided, False
    yield (_T.withdrawn_date.between(year, today),), {"withdrawn": _T.withdrawn_date}, False
    undated = (lately, decided_in_year, withdrawn, _T.withdrawn_date.is_(None))
    yield undated, {"withdrawn": _T.decision_date}, False
    for conditions in _open(today):
        yield conditions, {"ends": _T.consultation_end_date, "valid": _T.valid_date}, True


def _open(today: date) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Open for comment, first by the last day that a feed gave, then by our estimate: each in an index of its own."""
    is_open, earliest = stage_is(SiteStage.OPEN), today - timedelta(USUAL_CONSULTATION_DAYS)
    yield is_open, _T.consultation_end_date >= today
    yield is_open, _T.consultation_end_date.is_(None), _T.valid_date >= earliest


def _grouped(
    authority: str, conditions: tuple[ColumnElement[bool], ...], columns: list[ColumnElement[Any]]
) -> Select[Any]:
    return (
        select(func.count(), *columns)
        .where(_T.authority == authority, is_public(), *conditions)
        .group_by(*columns)
    )


def _may_count(today: date) -> Iterator[ColumnElement[bool]]:
    year = first_day(YEAR_DAYS, today)
    yield _T.latest_date >= year
    yield _T.withdrawn_date.between(year, today)
    yield is_open_for_comment(today)


def _ward_columns() -> dict[str, ColumnElement[Any]]:
    """The fields of a fact, of one application."""
    withdrawn = stage_is(SiteStage.WITHDRAWN)
    return {
        "received": _RECEIVED,
        "valid": _T.valid_date,
        "ends": _T.consultation_end_date,
        "is_open": stage_is(SiteStage.OPEN),
        "decided": case((~withdrawn, _T.decision_date)),
        "decision": _T.decision,
        "withdrawn": case((withdrawn, func.coalesce(_T.withdrawn_date, _T.decision_date))),
    }
