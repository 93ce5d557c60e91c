"""Hosts that feeds are read from: whose turn each is, when it was last asked, and when it may be asked again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import HostRow

MOST_HOSTS = 1_000
"""Feeds may redirect to any number of names; those asked longest ago are forgotten beyond this."""


class HostState(NamedTuple):
    """A host as it stands; one never asked has nothing against it."""

    host: str
    failures: int = 0
    not_before: datetime | None = None
    last_asked_at: datetime | None = None
    owner: str | None = None
    owned_until: datetime | None = None


class Lease(NamedTuple):
    """One turn at a host. Its two last values tell it from every other turn."""

    host: str
    owner: str
    until: datetime


def state(session: Session, host: str) -> HostState:
    row = session.get(HostRow, host, populate_existing=True)
    if row is None:
        return HostState(host)
    return HostState(host, row.failures, row.not_before, row.last_asked_at, row.owner, row.owned_until)


def take(
    session: Session, seen: HostState, lease: Lease, now: datetime, is_gone: Callable[[str], bool]
) -> bool:
    """Take the turn of a host seen in this state; False where it is another's, or became so since it was looked at.

    A turn is free again when it was given back, when its lease has run out, or when `is_gone` says so of its owner.
    """
    is_taken = seen.owner is not None and seen.owned_until is not None and seen.owned_until > now
    if is_taken and not is_gone(seen.owner or ""):
        return False
    if seen.last_asked_at is None and not _is_added(session, lease.host):
        return False
    # Every turn moves `last_asked_at` on, at its beginning and at its end.
    taken = session.execute(
        update(HostRow)
        .where(
            HostRow.host == lease.host,
            HostRow.owner.is_not_distinct_from(seen.owner),
            HostRow.last_asked_at.is_not_distinct_from(seen.last_asked_at),
        )
        .values(owner=lease.owner, owned_until=lease.until, last_asked_at=now)
    )
    return _rows(taken) == 1


def give_back(
    session: Session, lease: Lease, failures: int, not_before: datetime | None, now: datetime
) -> bool:
    """End a turn and note how the host stands; False where another took the turn over meanwhile."""
    ended = session.execute(
        update(HostRow)
        .where(HostRow.host == lease.host, HostRow.owner == lease.owner, HostRow.owned_until == lease.until)
        .values(owner=None, owned_until=None, failures=failures, not_before=not_before, last_asked_at=now)
    )
    return _rows(ended) == 1


def _is_added(session: Session, host: str) -> bool:
    """Whether we were the first to write this host down."""
    try:
        with session.begin_nested():
            session.add(HostRow(host=host, failures=0))
            session.flush()
    except IntegrityError:
        return False
    _forget_oldest(session, host)
    return True


def _forget_oldest(session: Session, kept: str) -> None:
    surplus = (session.scalar(select(func.count()).select_from(HostRow)) or 0) - MOST_HOSTS
    if surplus > 0:
        oldest = (
            select(HostRow.host)
            .where(HostRow.host != kept, HostRow.owner.is_(None))
            .order_by(HostRow.last_asked_at, HostRow.host)
            .limit(surplus)
        )
        session.execute(delete(HostRow).where(HostRow.host.in_(oldest)))


def _rows(result: object) -> int:
    return cast("CursorResult[Any]", result).rowcount
