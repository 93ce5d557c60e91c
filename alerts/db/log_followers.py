"""Who follows the log of changes: how far each was told, what is being told, who tells it. Each move is of one row,
from the lease and the number that were seen and from no other.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, case, func, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import change_log
from alerts.db.columns import Instant
from alerts.db.tables import LogFollowerRow

_ROW = LogFollowerRow
_NO_MESSAGE = {"message_id": None, "message_body": None, "message_to": None}
_NO_LEASE = {"lease_owner": None, "lease_until": None}
_NO_FAILURE = {"failures": 0, "failing_since": None, "last_error": None, "stopped_at": None}


def register(session: Session, names: Iterable[str]) -> None:
    """Make the followers those of the configuration. A new one begins at the present end of the log; one that is not
    configured any more is kept, and told nothing.
    """
    wanted = set(names)
    for row in session.scalars(select(_ROW)):
        if row.is_enabled != (row.name in wanted):
            row.is_enabled = row.name in wanted
        wanted.discard(row.name)
    for name in sorted(wanted):
        _add(session, name)


def _add(session: Session, name: str) -> None:
    """A new row, unless another process adds it at this very moment."""
    try:
        with session.begin_nested():
            session.add(_ROW(name=name, is_enabled=True, last_no=change_log.last_no(session)))
    except IntegrityError:
        return


def by_name(session: Session, name: str) -> LogFollowerRow | None:
    return session.get(_ROW, name, populate_existing=True)


def enabled(session: Session) -> Sequence[LogFollowerRow]:
    return session.scalars(select(_ROW).where(_ROW.is_enabled).order_by(_ROW.name)).all()


def claim(
    session: Session, seen: LogFollowerRow, owner: str, until: datetime, message: tuple[str, str, int]
) -> bool:
    """Take the next message under a new lease; every older lease is worth nothing from here on."""
    message_id, body, to_no = message
    return _moved(
        session,
        _as_seen(seen),
        lease_no=seen.lease_no + 1,
        lease_owner=owner,
        lease_until=until,
        message_id=message_id,
        message_body=body,
        message_to=to_no,
    )


def pass_over(session: Session, seen: LogFollowerRow, to_no: int) -> bool:
    """Move on over numbers that hold nothing to tell."""
    return _moved(session, _as_seen(seen), last_no=to_no, replayed_to=_still_replayed(to_no))


def is_held(session: Session, name: str, lease_no: int, now: datetime) -> bool:
    """Whether this lease is the one in force, and has not run out."""
    held = select(func.count()).where(*_under(name, lease_no), _ROW.lease_until > now)
    return bool(session.scalar(held))


def delivered(session: Session, name: str, lease_no: int, now: datetime, next_at: datetime | None) -> bool:
    """Move on to the end of the message; False where another took over, who says how far it is."""
    return _moved(
        session,
        _under(name, lease_no),
        last_no=_ROW.message_to,
        replayed_to=_still_replayed(_ROW.message_to),
        delivered_at=now,
        next_try_at=next_at,
        **_NO_MESSAGE,
        **_NO_LEASE,
        **_NO_FAILURE,
    )


def failed(
    session: Session,
    name: str,
    lease_no: int,
    words: str,
    now: datetime,
    next_at: datetime,
    *,
    is_gone: bool,
) -> bool:
    """Keep the message for the next try, at `next_at`, or once an operator says so where the receiver is gone."""
    return _moved(
        session,
        _under(name, lease_no),
        failures=_ROW.failures + 1,
        failing_since=func.coalesce(_ROW.failing_since, literal(now, Instant())),
        next_try_at=next_at,
        last_error=words,
        stopped_at=now if is_gone else None,
        **_NO_LEASE,
    )


def try_now(session: Session, name: str) -> bool:
    """Try again at once, also a receiver that was gone."""
    return _moved(session, (_ROW.name == name,), next_try_at=None, **_NO_FAILURE)


def rewind(session: Session, name: str, to_no: int) -> bool:
    """Tell again all after a number; False where that would be ahead of what was told. Who tells now is overtaken."""
    return _moved(
        session,
        (_ROW.name == name, _ROW.last_no >= to_no),
        replayed_to=case((_ROW.replayed_to > _ROW.last_no, _ROW.replayed_to), else_=_ROW.last_no),
        last_no=to_no,
        lease_no=_ROW.lease_no + 1,
        next_try_at=None,
        **_NO_MESSAGE,
        **_NO_LEASE,
    )


def _still_replayed(to_no: Any) -> ColumnElement[int | None]:
    return case((_ROW.replayed_to > to_no, _ROW.replayed_to), else_=None)


def _as_seen(seen: LogFollowerRow) -> tuple[ColumnElement[bool], ...]:
    """The row as it was read: since then nobody has had it in hand, nor moved it."""
    return (_ROW.name == seen.name, _ROW.lease_no == seen.lease_no, _ROW.last_no == seen.last_no)


def _under(name: str, lease_no: int) -> tuple[ColumnElement[bool], ...]:
    return (_ROW.name == name, _ROW.lease_no == lease_no, _ROW.lease_owner.is_not(None))


def _moved(session: Session, seen: tuple[ColumnElement[bool], ...], **values: Any) -> bool:
    result = session.execute(
        update(_ROW).where(*seen).values(**values).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount == 1
