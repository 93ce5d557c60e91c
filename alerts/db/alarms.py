"""What operators must know of their feeds: raised once, told once, cleared when it is over."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.db import locks
from alerts.db.locks import Lock
from alerts.db.tables import AlarmRow


def raise_once(session: Session, feed: str, kind: str, words: str, now: datetime) -> bool:
    """Raise an alarm unless the same one is raised already; a later call puts it into its own words. Whether it is
    a new one.
    """
    locks.take(session, Lock.ALARM, f"{feed}:{kind}")
    row = _open(session, feed, kind)
    if row is None:
        session.add(AlarmRow(feed=feed, kind=kind, words=words, raised_at=now))
        session.flush()
        return True
    if row.told_at is None:
        row.words = words
    return False


def clear(session: Session, feed: str, kinds: Iterable[str], now: datetime) -> None:
    """End these alarms of a feed. One that nobody has been told of yet is told all the same."""
    for row in session.scalars(
        select(AlarmRow).where(
            AlarmRow.feed == feed, AlarmRow.kind.in_(list(kinds)), AlarmRow.cleared_at.is_(None)
        )
    ):
        row.cleared_at = now


def untold(session: Session) -> list[AlarmRow]:
    """The alarms that no operator has been told of, oldest first, locked until they are."""
    return list(
        session.scalars(
            select(AlarmRow)
            .where(AlarmRow.told_at.is_(None))
            .order_by(AlarmRow.id)
            .with_for_update(skip_locked=True)
        )
    )


def all_open(session: Session) -> list[AlarmRow]:
    """Of all feeds and parts, the newest first."""
    return list(
        session.scalars(select(AlarmRow).where(AlarmRow.cleared_at.is_(None)).order_by(AlarmRow.id.desc()))
    )


def locked(session: Session, number: int) -> AlarmRow | None:
    return session.get(AlarmRow, number, with_for_update=True, populate_existing=True)


def open_of(session: Session, feed: str) -> list[AlarmRow]:
    return list(
        session.scalars(
            select(AlarmRow).where(AlarmRow.feed == feed, AlarmRow.cleared_at.is_(None)).order_by(AlarmRow.id)
        )
    )


def open_count(session: Session) -> int:
    return session.scalar(select(func.count()).where(AlarmRow.cleared_at.is_(None))) or 0


def _open(session: Session, feed: str, kind: str) -> AlarmRow | None:
    return session.scalars(
        select(AlarmRow).where(AlarmRow.feed == feed, AlarmRow.kind == kind, AlarmRow.cleared_at.is_(None))
    ).first()
