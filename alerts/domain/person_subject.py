"""What the audit knows a person by: a code of their address that only the site's key gives; pure."""

import hashlib
import hmac

FORGOTTEN = "person:forgotten"
"""Subject of lines about people who were erased since: that something was done is kept, for whom is not."""


def person_subject(address: str, key: str) -> str:
    """Subject of a line about the person of this address. Whoever has the address finds the line, and nobody else."""
    own_key = hashlib.sha256(b"planning-alerts audit " + key.encode()).digest()
    return f"person:{hmac.digest(own_key, address.encode(), 'sha256').hex()[:32]}"


def subjects_of(address: str, keys: tuple[str, ...]) -> list[str]:
    """What lines about this person may be filed under, today's key first."""
    return [person_subject(address, key) for key in keys]
