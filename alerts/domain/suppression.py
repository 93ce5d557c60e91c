"""Addresses that are never written to: which refusals make them so, and the keyed hash they are known by."""

import hashlib
import hmac
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")


class Reason(StrEnum):
    """Why an address is not written to. The person's own word outlasts every other reason."""

    NEVER = "never"  # they said: never write to me again
    HARD_BOUNCE = "hard-bounce"  # their server says that nobody is there, or keeps refusing
    COMPLAINT = "complaint"  # they reported our mail as unwanted


def address_hash(address: str, key: str) -> str:
    """What stands for a stored address in the suppression list: without `key` nobody can tell whose it is."""
    own_key = hashlib.sha256(b"planning-alerts addresses " + key.encode()).digest()
    return hmac.digest(own_key, address.encode(), "sha256").hex()


class Weight(StrEnum):
    """What a final refusal says of the address itself."""

    GONE = "gone"  # nobody is there
    COUNTS = "counts"  # it may pass: one day of several
    NOTHING = "nothing"  # it says nothing of whether mail will arrive next time


DAYS_OF_REFUSALS = 3
"""On so many different London days an address has to be refused for good before we write to it no more."""

UNSAID = "5.0.0"
"""The status of a final refusal that gave none (RFC 3463 3.1: other undefined status)."""

_GONE = frozenset({"5.1.1", "5.1.10"})  # bad destination mailbox; null MX (RFC 3463 3.2, RFC 7505 4.2)
_NOTHING = frozenset({"5.2.2", "5.4.4"})  # mailbox full; no route (RFC 3463 3.3, 3.5)


def weight(status: str) -> Weight:
    """The weight of a refusal with this RFC 3463 status."""
    if status in _GONE:
        return Weight.GONE
    return Weight.COUNTS if status.startswith("5.") and status not in _NOTHING else Weight.NOTHING


def is_refused_too_often(days: int) -> bool:
    """Whether refusals on so many different days mean that an address takes no more mail from us."""
    return days >= DAYS_OF_REFUSALS


def refusal_day(now: datetime) -> date:
    """The London day on which a refusal counts."""
    return now.astimezone(_LONDON).date()
