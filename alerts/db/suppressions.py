"""The list of addresses that are never written to, by their keyed hash."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import SuppressionRow
from alerts.domain.suppression import Reason


def find(session: Session, address_hash: str) -> SuppressionRow | None:
    return session.get(SuppressionRow, address_hash)


def those_among(session: Session, hashes: Collection[str]) -> set[str]:
    """Which of these are on the list."""
    if not hashes:
        return set()
    found = select(SuppressionRow.address_hash).where(SuppressionRow.address_hash.in_(list(hashes)))
    return set(session.scalars(found))


def add(session: Session, address_hash: str, reason: Reason, now: datetime) -> bool:
    """Note an address; False where it was noted already. Only a person's own `never` takes another's place."""
    row = find(session, address_hash)
    if row is None:
        try:
            with session.begin_nested():
                session.add(SuppressionRow(address_hash=address_hash, reason=reason, since_at=now))
            return True
        except IntegrityError:  # somebody else noted it at the same moment
            row = session.get_one(SuppressionRow, address_hash)
    if reason is Reason.NEVER and row.reason != reason:
        row.reason, row.since_at = reason, now
    return False


def remove(session: Session, address_hash: str) -> bool:
    """Whether the address stood there."""
    row = find(session, address_hash)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def is_any(session: Session) -> bool:
    return session.scalar(select(SuppressionRow.address_hash).limit(1)) is not None


def counts_by_reason(session: Session) -> dict[str, int]:
    found = session.execute(select(SuppressionRow.reason, func.count()).group_by(SuppressionRow.reason))
    return dict(found.all())
