"""Addresses that are never written to: why, and the keyed hash that is all we know them by."""

import hashlib
import hmac
from enum import StrEnum


class Reason(StrEnum):
    """Why an address is not written to. The person's own word outlasts every other reason."""

    NEVER = "never"  # they said: never write to me again
    HARD_BOUNCE = "hard-bounce"  # their server says that nobody is there, or keeps refusing
    COMPLAINT = "complaint"  # they reported our mail as unwanted


def address_hash(address: str, key: str) -> str:
    """What stands for a stored address in the suppression list: without `key` nobody can tell whose it is."""
    own_key = hashlib.sha256(b"planning-alerts addresses " + key.encode()).digest()
    return hmac.digest(own_key, address.encode(), "sha256").hex()
