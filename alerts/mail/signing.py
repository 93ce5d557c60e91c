"""Signs letters with DKIM. The same letter always gets the same signature, so that a repeat has the same bytes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.mail.errors import SigningImpossible
from alerts.mail.wire import plain

Sign = Callable[[bytes, datetime], bytes]
"""A letter's bytes and its own date in, the bytes that go over the wire out."""

SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"auto-submitted",
    b"mime-version",
    b"content-type",
)
"""Each is named in `h=` once more than it stands in the letter: none can be added, changed or taken away (RFC 6376
8.15; RFC 8058 4 asks for both of the unsubscribe headers).
"""

_CANON = (b"relaxed", b"simple")


def unsigned(message: bytes, _date: datetime) -> bytes:
    """No signature of ours: the mail server adds one, or none is wanted."""
    return message


@dataclass(frozen=True)
class DkimSigner:
    """Signs for `domain` with the key that its DNS shows under `selector`."""

    domain: str
    selector: str
    key: Any

    def __call__(self, message: bytes, date: datetime) -> bytes:
        """The letter with its signature before it. Its time is the letter's own: the library would put the clock's."""
        import dkim

        message = plain(message)
        signer = dkim.DKIM(message)
        policy = dkim.CanonicalizationPolicy.from_c_value(b"/".join(_CANON))
        body_hash = hashlib.sha256(policy.canonicalize_body(signer.body)).digest()
        present = [name.lower() for name, _ in signer.headers]
        named = [name for name in SIGNED for _ in range(present.count(name) + 1)]
        fields = [
            (b"v", b"1"),
            (b"a", b"rsa-sha256"),
            (b"c", b"/".join(_CANON)),
            (b"d", self.domain.encode()),
            (b"s", self.selector.encode()),
            (b"t", str(int(date.timestamp())).encode()),
            (b"h", b" : ".join(named)),
            (b"bh", base64.b64encode(body_hash)),
            (b"b", b"0" * 60),
        ]
        signer.hasher = hashlib.sha256
        value: bytes = signer.gen_header(fields, named, policy, b"DKIM-Signature", self.key)
        return b"DKIM-Signature: " + value + message


def dkim_signer(domain: str, selector: str, key_pem: bytes) -> DkimSigner:
    """Raises SigningImpossible where the key is none, or the package that signs is missing."""
    try:
        from dkim.crypto import UnparsableKeyError, parse_pem_private_key
    except ModuleNotFoundError as error:
        raise SigningImpossible(
            "to sign e-mails needs the package dkimpy: install the extra `dkim`"
        ) from error
    try:
        return DkimSigner(domain, selector, parse_pem_private_key(key_pem.replace(b"\r\n", b"\n")))
    except (UnparsableKeyError, ValueError) as error:
        raise SigningImpossible(f"it holds no RSA private key in PEM: {error}") from error
