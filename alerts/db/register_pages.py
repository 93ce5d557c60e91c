"""Stretches of the whole register in one of two orders, each found with a bounded amount of work whatever is asked.

Where something that is asked for is rare and an index knows it (an area, words, days), the ids of all that may be meant
are looked up first. Where nothing is rare, what is asked for is so common that looking at the rows one after another
finds it soon; what is common by itself but never together ends a stretch after so many rows, to be gone on from there.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from alerts.db.area_lists import stage_is
from alerts.db.search import has_words, ids_with
from alerts.db.tables import ApplicationRow
from alerts.db.within import is_public, meets_box, meets_box_row_by_row
from alerts.domain.register_query import Days, Order, Position, RegisterQuery
from alerts.domain.watch_area import WatchArea

_CHUNK = 1_000
_NOT_FOR_PAGES = ("enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_seqscan")
_ROW = ApplicationRow
_Condition = ColumnElement[bool]


class Bounds(NamedTuple):
    """How much work one stretch may be. So many ids that may be meant are `few`; where they are more, it goes over so
    many rows: `in_line` where they lie one after another, as the newest do, `looked_up` where each is found through an
    index, `searched` where each is searched for words.
    """

    few: int = 20_000
    in_line: int = 100_000
    looked_up: int = 10_000
    searched: int = 1_000


USUAL = Bounds()


class Asked(NamedTuple):
    """What is asked for: the filters, and areas in each of which an application has to lie."""

    query: RegisterQuery
    areas: tuple[WatchArea, ...] = ()
    bounds: Bounds = USUAL


class Stretch(NamedTuple):
    """Applications in order, and where they end: None where there is nothing beyond."""

    rows: tuple[ApplicationRow, ...]
    end: Position | None


def position_of(row: ApplicationRow, order: Order) -> Position:
    """The place just behind an application."""
    return Position(row.id, row.changed_at if order is Order.CHANGED else None)


class Few(NamedTuple):
    """All that may be meant, in order, and whether they are known to have the words that are asked for."""

    positions: list[Position]
    have_words: bool


def plan_for_pages(session: Session) -> None:
    """Have PostgreSQL take rows in an index's order and stop, for the rest of this transaction. It takes a box to hold
    few and words to be rare, and would find all that there are before the first is taken.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(*(func.set_config(name, "off", True) for name in _NOT_FOR_PAGES)))


def few(session: Session, asked: Asked) -> Few | None:
    """All that may be meant, where something asked for is rare enough; None where nothing is."""
    order, words = asked.query.order, asked.query.words
    for ids in _narrowings(session, asked):
        if ids is not None:
            return Few(_in_order(session, ids, order), have_words=False)
    ids = ids_with(session, words, asked.bounds.few) if words is not None else None
    return None if ids is None else Few(_in_order(session, ids, order), have_words=True)


def among(session: Session, asked: Asked, known: Few, after: Position | None, limit: int) -> Stretch:
    """The next applications among a few that are known, by all but the exact shape of an area."""
    ahead = [each for each in known.positions if after is None or _is_beyond(each, after)]
    query = _ordered(select(_ROW), asked.query.order)
    query = query.where(*_conditions(session, asked, with_words=not known.have_words))
    found: list[ApplicationRow] = []
    for start in range(0, len(ahead), _CHUNK):
        ids = [each.id for each in ahead[start : start + _CHUNK]]
        found += session.scalars(query.where(_ROW.id.in_(ids)).limit(limit - len(found)))
        if len(found) == limit:
            return Stretch(tuple(found), position_of(found[-1], asked.query.order))
    return Stretch(tuple(found), None)


def walked(session: Session, asked: Asked, after: Position | None, limit: int) -> Stretch:
    """The next applications on a walk through the register, by all but the exact shape of an area."""
    order = asked.query.order
    query = _ordered(select(_ROW), order).where(*_conditions(session, asked, with_words=True))
    window = _newest_window if order is Order.NEWEST else _changed_window
    start, end = window(session, asked, after)
    if start is not None:
        query = query.where(start)
    if end is not None:
        query = query.where(_up_to(end))
    rows = tuple(session.scalars(query.limit(limit)))
    return Stretch(rows, position_of(rows[-1], order) if len(rows) == limit else end)


_Window = tuple[_Condition | None, Position | None]
"""Where a stretch begins, and where it ends at the latest; None for the register's own beginning and end."""


def _newest_window(session: Session, asked: Asked, after: Position | None) -> _Window:
    begin = after.id if after else (session.scalar(select(func.max(_ROW.id))) or 0) + 1
    authority = _only_authority(asked)
    if authority is None:
        floor: int | None = begin - (asked.bounds.searched if asked.query.words else asked.bounds.in_line)
    else:
        own = select(_ROW.id).where(_ROW.authority == authority, _ROW.id < begin).order_by(_ROW.id.desc())
        floor = session.scalar(own.limit(1).offset(_steps(asked) - 1))
    end = Position(floor) if floor is not None and floor > 1 else None
    return _ROW.id < begin, end


def _changed_window(session: Session, asked: Asked, after: Position | None) -> _Window:
    authority, since = _only_authority(asked), asked.query.changed_since
    begin = max(filter(None, (after, Position(0, since) if since else None)), key=_by_change, default=None)
    start = None if begin is None else tuple_(_ROW.changed_at, _ROW.id) > (begin.changed_at, begin.id)
    keys = select(_ROW.changed_at, _ROW.id).order_by(_ROW.changed_at, _ROW.id)
    if start is not None:
        keys = keys.where(start)
    if authority is not None:
        keys = keys.where(_ROW.authority == authority)
    last = session.execute(keys.limit(1).offset(_steps(asked) - 1)).first()
    return start, Position(last[1], last[0]) if last else None


def _ordered(query: Select[ApplicationRow], order: Order) -> Select[ApplicationRow]:
    if order is Order.NEWEST:
        return query.order_by(_ROW.id.desc())
    return query.order_by(_ROW.changed_at, _ROW.id)


def _up_to(end: Position) -> _Condition:
    """Not beyond a position, in the order that it is of."""
    if end.changed_at is None:
        return _ROW.id >= end.id
    return tuple_(_ROW.changed_at, _ROW.id) <= (end.changed_at, end.id)


def _steps(asked: Asked) -> int:
    return asked.bounds.searched if asked.query.words else asked.bounds.looked_up


def _only_authority(asked: Asked) -> str | None:
    """The one authority that is asked for: its own index has its applications in order."""
    return next(iter(asked.query.authorities)) if len(asked.query.authorities) == 1 else None


def _narrowings(session: Session, asked: Asked) -> Iterator[list[int] | None]:
    """What is asked for that an index knows, each with the ids of all that may be meant; None where they are many."""
    query, most = asked.query, asked.bounds.few
    for area in asked.areas:
        yield _ids_near(session, area, most)
    for column, days in _days(query):
        if days:
            yield _ids_of(session, select(_ROW.id).where(*_within_days(column, days)), most)
    if query.changed_since is not None and query.order is Order.NEWEST:
        yield _ids_of(session, select(_ROW.id).where(_ROW.changed_at >= query.changed_since), most)


def _ids_near(session: Session, watch: WatchArea, most: int) -> list[int] | None:
    """Those whose boxes meet an area's, by the index of boxes alone, and those of its own postcodes."""
    near: list[int] | None = []
    if watch.area is not None:
        near = _ids_of(session, select(_ROW.id).where(meets_box(watch.area)), most)
    if near is None or not watch.own_postcodes:
        return near
    own = _ids_of(session, select(_ROW.id).where(_ROW.postcode.in_(watch.own_postcodes)), most)
    return None if own is None else sorted({*near, *own})


def _ids_of(session: Session, query: Select[int], most: int) -> list[int] | None:
    ids = list(session.scalars(query.limit(most + 1)))
    return ids if len(ids) <= most else None


def _in_order(session: Session, ids: Sequence[int], order: Order) -> list[Position]:
    if order is Order.NEWEST:
        return [Position(each) for each in sorted(ids, reverse=True)]
    found: list[Position] = []
    for start in range(0, len(ids), _CHUNK):
        keys = select(_ROW.id, _ROW.changed_at).where(_ROW.id.in_(ids[start : start + _CHUNK]))
        found += (Position(number, changed_at) for number, changed_at in session.execute(keys))
    return sorted(found, key=_by_change)


def _by_change(position: Position) -> tuple[object, int]:
    return position.changed_at, position.id


def _is_beyond(position: Position, after: Position) -> bool:
    if position.changed_at is None or after.changed_at is None:
        return position.id < after.id
    return (position.changed_at, position.id) > (after.changed_at, after.id)


def _conditions(session: Session, asked: Asked, *, with_words: bool) -> Iterator[_Condition]:
    """Everything but where the stretch lies and the exact shapes of areas."""
    query = asked.query
    yield is_public()
    if query.authorities:
        yield _ROW.authority.in_(sorted(query.authorities))
    if query.stages:
        yield or_(false(), *(stage_is(stage) for stage in sorted(query.stages)))
    for column, values in (
        (_ROW.status, query.statuses),
        (_ROW.decision, query.decisions),
        (_ROW.application_type, query.types),
    ):
        if values:
            yield column.in_(sorted(values))
    for day, days in _days(query):
        yield from _within_days(day, days)
    if query.changed_since is not None:
        yield _ROW.changed_at >= query.changed_since
    yield from (_may_lie_in(area) for area in asked.areas)
    if with_words and query.words is not None:
        yield has_words(session, query.words)


def _may_lie_in(watch: WatchArea) -> _Condition:
    has_postcode = _ROW.postcode.in_(watch.own_postcodes)
    if watch.area is None:
        return has_postcode
    is_near = meets_box_row_by_row(watch.area)
    return or_(is_near, has_postcode) if watch.own_postcodes else is_near


def _days(query: RegisterQuery) -> tuple[tuple[InstrumentedAttribute[date | None], Days], ...]:
    return (
        (_ROW.decision_date, query.decided),
        (_ROW.received_date, query.received),
        (_ROW.valid_date, query.valid),
    )


def _within_days(column: InstrumentedAttribute[date | None], days: Days) -> Iterator[_Condition]:
    if days.since is not None:
        yield column >= days.since
    if days.until is not None:
        yield and_(column.is_not(None), column <= days.until)
