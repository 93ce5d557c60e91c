"""Changes held back until an operator decides: one open hold a feed at most."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db.tables import HoldRow


def open_of(session: Session, feed: str) -> HoldRow | None:
    return session.scalars(select(HoldRow).where(HoldRow.feed == feed, HoldRow.state == "open")).first()


def by_id(session: Session, number: int) -> HoldRow | None:
    """As it stands at this moment."""
    return session.get(HoldRow, number, populate_existing=True)


def listed(session: Session, most: int, *, before: int | None = None) -> Sequence[HoldRow]:
    """The newest holds first; those before a number."""
    query = select(HoldRow).order_by(HoldRow.id.desc()).limit(most)
    return session.scalars(query.where(HoldRow.id < before) if before else query).all()


def waiting(session: Session, feed: str) -> int:
    """How many changes of a feed wait for an operator's word."""
    return session.scalar(select(HoldRow.changes).where(HoldRow.feed == feed, HoldRow.state == "open")) or 0


def grow(session: Session, feed: str, changes: int, why: str, now: datetime) -> None:
    """Hold so many changes more, under the feed's open hold or a new one."""
    row = open_of(session, feed)
    if row is None:
        row = HoldRow(feed=feed, state="open", why=why, changes=0, raised_at=now)
        session.add(row)
    row.changes += changes
    session.flush()


def decide(session: Session, feed: str, state: str, now: datetime) -> None:
    """Close the feed's open hold, if it has one, as `released` or `discarded`."""
    row = open_of(session, feed)
    if row is not None:
        row.state, row.decided_at = state, now
