"""Who is never written to: noted, asked and lifted by address; what is stored is a hash under the site's key."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import failures, subscriptions, suppressions
from alerts.domain.suppression import Reason, address_hash


def suppress(session: Session, key: str, address: str, reason: Reason, now: datetime) -> bool:
    """Write to `address` no more; False where that was so already. `address` is as `read_address` gives it."""
    return suppressions.add(session, address_hash(address, key), reason, now)


def is_suppressed(session: Session, key: str, address: str) -> bool:
    return why_suppressed(session, key, address) is not None


def why_suppressed(session: Session, key: str, address: str) -> Reason | None:
    row = suppressions.find(session, address_hash(address, key))
    return Reason(row.reason) if row else None


def write_again(session: Session, key: str, address: str) -> bool:
    """As `allow`, and earlier refusals count no more: the address begins anew."""
    person = subscriptions.subscriber_of(session, address)
    if person is not None:
        failures.forget(session, person.id)
    return allow(session, key, address)


def allow(session: Session, key: str, address: str) -> bool:
    """Write to `address` again; False where nothing spoke against it."""
    return suppressions.remove(session, address_hash(address, key))
