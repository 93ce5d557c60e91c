"""Who is never written to: noted, asked and lifted by address; what is stored is a hash under the site's key.

An address may have been noted under an earlier key: those who ask go by every key that is still good for reading.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import failures, subscriptions, suppressions
from alerts.domain.suppression import Reason, address_hash


def suppress(session: Session, key: str, address: str, reason: Reason, now: datetime) -> bool:
    """Write to `address` no more; False where that was so already. `address` is as `read_address` gives it."""
    return suppressions.add(session, address_hash(address, key), reason, now)


def is_suppressed(session: Session, keys: tuple[str, ...], address: str) -> bool:
    return why_suppressed(session, keys, address) is not None


def suppressed_among(session: Session, keys: tuple[str, ...], people: Mapping[int, str]) -> set[int]:
    """Those of these people, by their number with their address, who are never to be written to."""
    hashes = {number: [address_hash(address, key) for key in keys] for number, address in people.items()}
    noted = suppressions.those_among(session, [each for theirs in hashes.values() for each in theirs])
    return {number for number, theirs in hashes.items() if not noted.isdisjoint(theirs)}


def why_suppressed(session: Session, keys: tuple[str, ...], address: str) -> Reason | None:
    """The person's own word, if it was ever given; otherwise the reason under the newest key."""
    found = [suppressions.find(session, address_hash(address, key)) for key in keys]
    reasons = [Reason(row.reason) for row in found if row]
    return Reason.NEVER if Reason.NEVER in reasons else next(iter(reasons), None)


def write_again(session: Session, keys: tuple[str, ...], address: str) -> bool:
    """As `allow`, and earlier refusals count no more: the address begins anew."""
    person = subscriptions.subscriber_of(session, address)
    if person is not None:
        failures.forget(session, person.id)
    return allow(session, keys, address)


def allow(session: Session, keys: tuple[str, ...], address: str) -> bool:
    """Write to `address` again; False where nothing spoke against it."""
    removed = [suppressions.remove(session, address_hash(address, key)) for key in keys]
    return any(removed)
