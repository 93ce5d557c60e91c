"""What happened in an area lately, as the forecast reads it: applications with news or a last day to comment, and
their changes. Few columns and no objects, as there may be thousands.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, literal, or_, select, true, union
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.db.within import is_public, within
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS
from alerts.domain.watch_area import WatchArea

_ROW = ApplicationRow
_CHUNK = 500


class Lately(NamedTuple):
    """News since a moment, and last days to comment from one day to another; None where none are asked for."""

    since: datetime
    deadlines: tuple[date, date] | None


def ids(session: Session, watch: WatchArea, lately: Lately, limit: int) -> list[int]:
    """The applications that may have something to tell, as many as `limit` of them, in no order."""
    return list(session.scalars(union(*queries(watch, lately)).limit(limit)))


def applications(session: Session, ids: Sequence[int]) -> list[Row[Any]]:
    """These applications, each row with the attributes of an `ApplicationRow`, in no order."""
    columns = select(*ApplicationRow.__table__.c)
    return [row for chunk in _chunks(ids) for row in session.execute(columns.where(_ROW.id.in_(chunk)))]


def changes_of(session: Session, ids: Sequence[int], since: datetime) -> dict[int, list[Row[Any]]]:
    """What feeds have told of these applications since a moment, by application, the oldest first. Reminders are not
    among them: those stand only for the days that somebody has asked for.
    """
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    columns = select(*ChangeRow.__table__.c).where(
        ChangeRow.noticed_at > since, ChangeRow.kind != ChangeKind.DEADLINE_NEAR
    )
    for chunk in _chunks(ids):
        query = columns.where(ChangeRow.application_id.in_(chunk)).order_by(ChangeRow.id)
        for row in session.execute(query):
            found[row.application_id].append(row)
    return found


def queries(watch: WatchArea, lately: Lately) -> Iterator[Select[int]]:
    """The questions of `ids`, each a range of an index of its own: joined by "or" the planner would read the whole of a
    council.
    """
    conditions: list[ColumnElement[bool]] = [_ROW.changed_at > lately.since]
    if lately.deadlines is not None:
        first, last = lately.deadlines
        usual = timedelta(USUAL_CONSULTATION_DAYS)
        conditions.append(_ROW.consultation_end_date.between(first, last))
        conditions.append(
            and_(_ROW.consultation_end_date.is_(None), _ROW.valid_date.between(first - usual, last - usual))
        )
    for condition in conditions:
        yield within(select(_ROW.id).where(is_public(), condition), watch)
    if watch.area is not None and watch.authority is None:
        yield _moved(watch, lately.since)


def _moved(watch: WatchArea, since: datetime) -> Select[int]:
    """Applications of the area's councils whose place or postcode has changed: they may have lain in the area."""
    said = cast(ChangeRow.differences, String)
    # Without an offset PostgreSQL would turn this round, and look through what the whole country was told of for words.
    moved = (
        select(literal(1))
        .where(
            ChangeRow.application_id == _ROW.id,
            ChangeRow.noticed_at > since,
            or_(said.like('%["site", "%'), said.like('%["postcode", "%')),
        )
        .offset(0)
        .exists()
    )
    of_its_councils = _ROW.authority.in_(sorted(watch.authorities)) if watch.authorities else true()
    return select(_ROW.id).where(is_public(), of_its_councils, _ROW.changed_at > since, moved)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
