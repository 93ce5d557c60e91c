"""The applications of an area that a list may show: few columns of many rows, so that all can be looked at."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, select
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow
from alerts.db.within import is_public, within
from alerts.domain.application import Status
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS
from alerts.domain.showing import Showing, View
from alerts.domain.stage import SiteStage
from alerts.domain.watch_area import WatchArea

_ROW = ApplicationRow
_TABLE = cast("Table", ApplicationRow.__table__)
"""Thousands of rows are read from it as they are; as the columns of objects each would cost twice as much."""
_FEW, _MANY = 100, 500


class Candidate(NamedTuple):
    """What of an application tells whether and where a list shows it."""

    id: int
    authority: str
    reference: str
    description: str
    address: str | None
    postcode: str | None
    site: bytes | None
    site_precision: str | None
    consultation_end_date: date | None
    valid_date: date | None


def candidates(
    session: Session, watch: WatchArea, showing: Showing, today: date, limit: int
) -> Iterator[Candidate]:
    """Applications that may lie in a watch area and pass a list's filters but for words and constraint areas: the
    newest `limit` of them, the newest first by received, valid or decision date, or the first `limit` that close.

    Ids come first, from an index alone, then their rows as they are taken, a few and then many at a time: whoever
    needs only the first pays for no more.
    """
    conditions = list(_conditions(showing, today))
    is_placed = watch.area is not None and watch.authority is None and watch.application is None
    # The index of boxes knows nothing of filters: there they are asked of the rows, newest first, until there are
    # enough. What closes first may be any of them, so that all are asked at once.
    is_walked = is_placed and showing.view is not View.CLOSING
    of_ids, of_rows = ([], conditions) if is_walked else (conditions, [])
    query = within(select(_ROW.id), watch).where(is_public(), *of_ids).order_by(*_order(showing))
    found = session.scalars(query.limit(None if of_rows else limit).execution_options(yield_per=_MANY))
    return islice(_read(session, found, of_rows), limit)


def _read(
    session: Session, ids: Iterable[int], conditions: Sequence[ColumnElement[bool]]
) -> Iterator[Candidate]:
    """Those of these ids that pass, in their order."""
    columns = select(*(_TABLE.c[name] for name in Candidate._fields)).where(*conditions)
    rest, size = iter(ids), _FEW
    while chunk := list(islice(rest, size)):
        rows = {
            row[0]: Candidate._make(row) for row in session.execute(columns.where(_TABLE.c.id.in_(chunk)))
        }
        yield from (rows[each] for each in chunk if each in rows)
        size = _MANY


def _order(showing: Showing) -> tuple[ColumnElement[Any], ...]:
    """The newest first; what can be commented on by what closes first, in words that no index serves: the few that are
    open are found by their last days, and not among all that there ever was, from the newest on.
    """
    if showing.view is View.CLOSING:
        return (func.coalesce(_ROW.consultation_end_date, _ROW.valid_date), _ROW.id.asc())
    return (_ROW.latest_date.desc().nulls_last(), _ROW.id.desc())


def rows_of(session: Session, ids: Sequence[int]) -> list[ApplicationRow]:
    """The applications of these ids, in their order."""
    rows = {row.id: row for row in session.scalars(select(_ROW).where(_ROW.id.in_(ids)))}
    return [rows[each] for each in ids if each in rows]


def stage_is(stage: SiteStage) -> ColumnElement[bool]:
    """As `alerts.domain.stage.stage_of` says."""
    if stage is SiteStage.WITHDRAWN:
        return _is_withdrawn()
    return and_(~_is_withdrawn(), _is_over() if stage is SiteStage.DECIDED else ~_is_over())


def is_open_for_comment(today: date) -> ColumnElement[bool]:
    """Open, and the last day to comment, as a feed gave it or as we estimate it, is today or later."""
    ends, earliest = _ROW.consultation_end_date, today - timedelta(USUAL_CONSULTATION_DAYS)
    return and_(
        stage_is(SiteStage.OPEN), or_(ends >= today, and_(ends.is_(None), _ROW.valid_date >= earliest))
    )


def _conditions(showing: Showing, today: date) -> Iterator[ColumnElement[bool]]:
    if showing.stages_shown != frozenset(SiteStage):
        yield or_(false(), *(stage_is(stage) for stage in sorted(showing.stages_shown)))
    if showing.view is View.CLOSING:
        yield is_open_for_comment(today)
    if showing.types:
        yield _ROW.application_type.in_(sorted(showing.types))
    if showing.only_major:
        yield _ROW.is_major.is_(True)
    if showing.since is not None:
        yield _ROW.latest_date >= showing.since
    if showing.until is not None:
        yield _ROW.latest_date <= showing.until


def _is_withdrawn() -> ColumnElement[bool]:
    return or_(_ROW.withdrawn_date.is_not(None), _status_is(Status.WITHDRAWN))


def _is_over() -> ColumnElement[bool]:
    """Decided, returned or appealed: nothing of `Application.is_open` but that it is not withdrawn."""
    telling = (
        _ROW.decision,
        _ROW.decision_raw,
        _ROW.decision_date,
        _ROW.appeal_raw,
        _ROW.appeal_start_date,
        _ROW.appeal_decision_raw,
        _ROW.appeal_decision_date,
    )
    return or_(*(column.is_not(None) for column in telling), _status_is(Status.DETERMINED, Status.RETURNED))


def _status_is(*statuses: Status) -> ColumnElement[bool]:
    """True or false, never unknown: an application without a status has none of these."""
    return func.coalesce(_ROW.status, "").in_(statuses)
