"""Links in e-mails: what each is good for, sealed with a key that the database does not hold.

A token is a claim (purpose, whose, for what, when issued) with an HMAC-SHA256 over it. Nothing of it is stored:
raising a person's generation ends all their links, changing the key ends everybody's.
"""

import base64
import binascii
import hashlib
import hmac
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from alerts.domain.errors import LinkRefused
from alerts.domain.paths import to

_CLAIM = struct.Struct(">cQHIQ")
_SEAL_BYTES = 32
TOKEN_LETTERS = 74
"""Every token is as long as every other."""


class Purpose(StrEnum):
    """What a link is good for, and the first part of its address."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"
    FOLLOW = "follow"
    MUTE = "mute"
    NEVER = "never"
    ADDRESS = "address"
    SIGN_IN = "sign-in"


PEOPLES = tuple(purpose for purpose in Purpose if purpose is not Purpose.SIGN_IN)
"""What links of people are good for; the other signs an operator in."""


def page_of(purpose: Purpose) -> str:
    """Where a link of this purpose leads, but for its token."""
    return f"admin/{purpose}" if purpose is Purpose.SIGN_IN else str(purpose)


_CODES = {
    Purpose.CONFIRM: b"c",
    Purpose.MANAGE: b"m",
    Purpose.UNSUBSCRIBE: b"u",
    Purpose.FOLLOW: b"f",
    Purpose.MUTE: b"q",
    Purpose.NEVER: b"n",
    Purpose.ADDRESS: b"a",
    Purpose.SIGN_IN: b"o",
}
LIFETIMES = {
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.MANAGE: timedelta(days=30),
    Purpose.FOLLOW: timedelta(days=90),
    Purpose.MUTE: timedelta(days=90),
    Purpose.ADDRESS: timedelta(days=7),
    Purpose.SIGN_IN: timedelta(minutes=15),
}
"""Unsubscribe and never have no entry: they are good as long as the person is known."""


@dataclass(frozen=True)
class Claim:
    """What a token says. `subject` is the subscription of a confirmation, otherwise the subscriber; `about` is the
    application that a follow or mute link means, the change of address that an address or never link means, or 0.
    Of a link that signs in, `subject` is the operator and `generation` the number of their links.
    """

    purpose: Purpose
    subject: int
    generation: int
    issued_at: datetime
    about: int = 0


def token_for(claim: Claim, key: str) -> str:
    """The token of a claim; the same claim always gives the same token."""
    return _token(_packed(claim), key)


def read_token(token: str, purpose: Purpose, keys: tuple[str, ...], now: datetime) -> Claim:
    """The claim of a token made with any of `keys` for this purpose and still in time.

    Raises LinkRefused, with the same words whatever is wrong with it.
    """
    packed, seal = _unpacked(token)
    good = [hmac.compare_digest(seal, _seal(packed, key)) for key in keys]
    if not any(good):
        raise LinkRefused(REFUSAL)
    code, subject, generation, issued_minutes, about = _CLAIM.unpack(packed)
    issued_at = datetime.fromtimestamp(issued_minutes * 60, UTC)
    if code != _CODES[purpose] or _is_late(purpose, issued_at, now):
        raise LinkRefused(REFUSAL)
    return Claim(purpose, subject, generation, issued_at, about)


REFUSAL = "This link is not one of ours, or it is too old, or it was cut short on its way."
"""The same words whatever is wrong with a link."""


class Placeholder(str):
    """What stands in a stored e-mail for a link, so that a copy of the database holds no working one."""

    __slots__ = ()


def placeholder(purpose: Purpose, subject: int, about: int = 0) -> Placeholder:
    """What stands for a link; its page is in the language spoken now."""
    return Placeholder(f"{_OPENING}{to(f'/{purpose}')[1:]}:{subject}:{about}}}}}")


def token_placeholder(purpose: Purpose, subject: int) -> Placeholder:
    """What stands for a link's token alone."""
    return Placeholder(f"{_BARE_OPENING}{purpose}:{subject}:0}}}}")


def without_placeholders(text: str) -> str:
    """`text` with anything that reads like a placeholder broken up: an applicant could write one into a
    description, and whoever is sent it would get somebody else's link.
    """
    return text.replace(_OPENING, "{ {link:").replace(_BARE_OPENING, "{ {token:")


_OPENING = "{{link:"
_BARE_OPENING = "{{token:"
_PLACEHOLDER = re.compile(r"\{\{(link|token):((?:[a-z]{2}/)?)([a-z-]+):(\d+):(\d+)\}\}")


TokenOf = Callable[[Purpose, int, int], str]
"""The token of a link: what it is good for, whose, about what."""


def filled(text: str, base_url: str, generation: int, issued_at: datetime, key: str) -> str:
    """`text` with every placeholder made a whole address or a token. The same arguments give the same text."""
    return filled_with(text, base_url, tokens_of(generation, issued_at, key))


def tokens_of(generation: int, issued_at: datetime, key: str) -> TokenOf:
    """The tokens of one person's links, each made once."""
    minutes = _minutes(issued_at)

    @lru_cache(None)
    def token_of(purpose: Purpose, subject: int, about: int) -> str:
        return _token(_CLAIM.pack(_CODES[purpose], subject, generation, minutes, about), key)

    return token_of


def filled_with(text: str, base_url: str, token_of: TokenOf) -> str:
    """`text` with every placeholder made an address or a token with what `token_of` gives for it."""

    def address(found: re.Match[str]) -> str:
        kind, language, purpose = found[1], found[2], Purpose(found[3])
        token = token_of(purpose, int(found[4]), int(found[5]))
        return token if kind == "token" else f"{base_url}/{language}{page_of(purpose)}/{token}"

    return _PLACEHOLDER.sub(address, text)


def _packed(claim: Claim) -> bytes:
    minutes = _minutes(claim.issued_at)
    return _CLAIM.pack(_CODES[claim.purpose], claim.subject, claim.generation, minutes, claim.about)


def _minutes(issued_at: datetime) -> int:
    return int(issued_at.timestamp()) // 60


def _token(packed: bytes, key: str) -> str:
    return base64.urlsafe_b64encode(packed + _seal(packed, key)).rstrip(b"=").decode()


def _seal(packed: bytes, key: str) -> bytes:
    sealing = _sealing(key).copy()
    sealing.update(packed)
    return sealing.digest()


@lru_cache(8)
def _sealing(key: str) -> hmac.HMAC:
    return hmac.new(hashlib.sha256(b"planning-alerts links " + key.encode()).digest(), digestmod="sha256")


def _unpacked(token: str) -> tuple[bytes, bytes]:
    length = _CLAIM.size + _SEAL_BYTES
    try:
        raw = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error) as error:
        raise LinkRefused(REFUSAL) from error
    if len(raw) != length or len(token) > 2 * length:
        raise LinkRefused(REFUSAL)
    return raw[: _CLAIM.size], raw[_CLAIM.size :]


def _is_late(purpose: Purpose, issued_at: datetime, now: datetime) -> bool:
    lifetime = LIFETIMES.get(purpose)
    return lifetime is not None and now > issued_at + lifetime
