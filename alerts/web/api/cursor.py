"""Cursors: where a page ended, signed, so that nobody makes one up or goes on with another query; pure."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from alerts.domain.register_query import Position

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class CursorRefused(Exception):
    """A cursor that we did not give for this query."""


def write_cursor(position: Position, asked: str, secret_key: str) -> str:
    """A cursor for a position among the answers to a query, `asked` being all that tells the query from others."""
    numbers = [position.id]
    if position.changed_at is not None:
        numbers.append((position.changed_at - _EPOCH) // _MICROSECOND)
    place = _text(json.dumps(numbers, separators=(",", ":")).encode())
    return f"{place}.{_seal(place, asked, secret_key)}"


def read_cursor(cursor: str, asked: str, secret_key: str) -> Position:
    """The position that a cursor names which was given for this query. Raises CursorRefused for every other text."""
    place, _dot, seal = cursor.partition(".")
    # Texts are compared, not what they stand for: base64 has several for the same bytes.
    if not hmac.compare_digest(seal.encode(), _seal(place, asked, secret_key).encode()):
        raise CursorRefused
    number, *moment = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
    return Position(number, _EPOCH + moment[0] * _MICROSECOND if moment else None)


def _seal(place: str, asked: str, secret_key: str) -> str:
    own_key = hashlib.sha256(b"planning-alerts cursors " + secret_key.encode()).digest()
    return _text(hmac.digest(own_key, f"{asked}\0{place}".encode(), "sha256"))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
