"""E-mails as operators look at them: what waits, what was written on a day, what failed. Never their words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    TextClause,
    case,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, defer

from alerts.db.tables import NOT_OVER, EmailRow, SubscriberRow
from alerts.domain.email_id import first_id

_ROUNDED = timedelta(seconds=1)
"""`composed_at` is of whole seconds."""
_WITHOUT_WORDS = (defer(EmailRow.text), defer(EmailRow.html), defer(EmailRow.pictures))


class LaneWaiting(NamedTuple):
    """What waits in a lane: how many, of these how many whose time has come, in hand, and since when the oldest."""

    lane: str
    waiting: int
    due: int
    sending: int
    oldest_at: datetime | None


class Addressed(NamedTuple):
    """An e-mail without its words, and its person's address; None for one to the operators."""

    email: EmailRow
    own_address: str | None

    @property
    def address(self) -> str | None:
        """Where it went: another address than their own where a new one was asked, or an old one told."""
        return self.email.recipient or self.own_address


def waiting_by_lane(session: Session, now: datetime) -> list[LaneWaiting]:
    is_due = (EmailRow.state == "queued") & (EmailRow.next_try_at <= now)
    found = session.execute(
        select(
            EmailRow.lane,
            func.count().filter(EmailRow.state == "queued"),
            func.count().filter(is_due),
            func.count().filter(EmailRow.state == "sending"),
            func.min(case((is_due, EmailRow.next_try_at))),
        )
        .where(text(NOT_OVER))
        .group_by(EmailRow.lane)
        .order_by(EmailRow.lane)
    )
    return [LaneWaiting(*row) for row in found]


def waiting_for_next_try(session: Session, now: datetime) -> int:
    """How many were tried in vain and wait for the moment of their next try."""
    return session.scalar(select(func.count()).select_from(EmailRow).where(*_waits_for_try(now))) or 0


def let_try_now(session: Session, now: datetime) -> int:
    """Have these tried at once; returns how many."""
    moved = update(EmailRow).where(*_waits_for_try(now)).values(next_try_at=now)
    moved = moved.execution_options(synchronize_session=False)
    return cast("CursorResult[Any]", session.execute(moved)).rowcount


def written_from(
    session: Session, since: datetime, until: datetime, most: int, after: str = ""
) -> list[Addressed]:
    """What was put into the outbox from one moment up to another, in order, found by its ids; those after this one."""
    first = max(first_id(since), after)
    query = _addressed().where(EmailRow.id >= first, EmailRow.id < first_id(until), EmailRow.id != after)
    # Ids of former versions tell of no time, and one in a million looks as if it did.
    is_of_then = (EmailRow.composed_at >= since - _ROUNDED) & (EmailRow.composed_at < until)
    return _read(session, query.where(is_of_then).order_by(EmailRow.id).limit(most))


def failed(session: Session, most: int, before: str = "") -> list[Addressed]:
    """What was given up, the newest first; those older than the e-mail of this id."""
    query = _addressed().where(EmailRow.state == "failed")
    last = session.get(EmailRow, before) if before else None
    if last is not None:
        query = query.where(tuple_(EmailRow.composed_at, EmailRow.id) < (last.composed_at, last.id))
    return _read(session, query.order_by(EmailRow.composed_at.desc(), EmailRow.id.desc()).limit(most))


def one(session: Session, email_id: str) -> Addressed | None:
    """An e-mail, with its words once they are asked for."""
    return next(iter(_read(session, _addressed().where(EmailRow.id == email_id))), None)


def lately_of(session: Session, subscriber_id: int, most: int) -> Sequence[EmailRow]:
    """A person's newest e-mails first."""
    theirs = select(EmailRow).options(*_WITHOUT_WORDS).where(EmailRow.subscriber_id == subscriber_id)
    return session.scalars(theirs.order_by(EmailRow.composed_at.desc(), EmailRow.id).limit(most)).all()


def _waits_for_try(now: datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    is_tried = EmailRow.last_error.is_not(None)
    return text(NOT_OVER), EmailRow.state == "queued", EmailRow.next_try_at > now, is_tried


def _addressed() -> Select[EmailRow, str | None]:
    return (
        select(EmailRow, SubscriberRow.email)
        .outerjoin(SubscriberRow, EmailRow.subscriber_id == SubscriberRow.id)
        .options(*_WITHOUT_WORDS)
    )


def _read(session: Session, query: Select[EmailRow, str | None]) -> list[Addressed]:
    return [Addressed(row, address) for row, address in session.execute(query)]
