"""The cookie of an operator's browser: its secret and when it last asked, sealed; pure.

When it last asked stands in the cookie, so that looking at a page writes nothing. An older cookie of the same session
says an earlier moment, and is too old the sooner.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from itsdangerous import BadSignature, Signer

MADE_ANEW_S = 60
"""A cookie younger than this is left as it is."""


class Held(NamedTuple):
    """What a browser holds."""

    secret: str
    seen_at: datetime


def cookie_name(base_url: str) -> str:
    """Browsers take `__Host-` only over https, from this very host, for the whole of it."""
    return "__Host-operator" if base_url.startswith("https://") else "operator"


def cookie_value(held: Held, key: str) -> str:
    return _signer(key).sign(f"{held.secret}.{int(held.seen_at.timestamp())}").decode()


def read_cookie(value: str, keys: tuple[str, ...], now: datetime) -> Held | None:
    """What a cookie says that was sealed with any of the keys; None for anything else, or one from the time to come."""
    for key in keys:
        try:
            secret, _, seconds = _signer(key).unsign(value).decode().rpartition(".")
            seen_at = datetime.fromtimestamp(int(seconds), UTC)
        except (BadSignature, ValueError, OverflowError):
            continue
        return Held(secret, seen_at) if (seen_at - now).total_seconds() <= MADE_ANEW_S else None
    return None


def _signer(key: str) -> Signer:
    return Signer(key, salt="planning-alerts operators", key_derivation="hmac", digest_method=sha256)
