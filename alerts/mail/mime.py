"""Headers and parts as the library's MIME writes them; what is the same in every letter is worked out once."""

from __future__ import annotations

import base64
import binascii
from email.generator import BytesGenerator
from email.header import Header
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, compat32
from email.utils import unquote
from functools import lru_cache
from io import BytesIO
from typing import Any

LONGEST_LINE = 998  # RFC 5322 2.1.1
_LONGEST_ENCODED_LINE = 76  # RFC 2045 6.7 for bodies, RFC 2047 2 for headers
_KEPT = 512
CRLF = "\r\n"

_STEADY = frozenset(
    {"from", "date", "auto-submitted", "mime-version", "content-transfer-encoding", "content-disposition"}
    | {"reply-to", "content-language", "list-id", "list-unsubscribe-post"}
)
"""Headers that are alike in letter after letter. None that says who gets one, or what it tells, is kept."""


class _Registry(HeaderRegistry):
    """The kind of each header, made once: the library makes it anew for every header and asks for it twice."""

    def __getitem__(self, name: str) -> Any:
        return _kind(name)


@lru_cache(_KEPT)
def _kind(name: str) -> Any:
    return HeaderRegistry()[name]


_WIDE = SMTP.clone(max_line_length=LONGEST_LINE)
NARROW = SMTP.clone(max_line_length=_LONGEST_ENCODED_LINE, header_factory=_Registry())
_ADDRESSED = compat32.clone(linesep="\r\n", max_line_length=LONGEST_LINE)


class _WirePolicy(EmailPolicy):
    """Keeps an ASCII header whole on its line, so that no long address is encoded; encodes the others' words.

    They become one run of encoded words: the standard policy loses a space where two runs meet at a fold.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        return _folded_once(name, value) if name.lower() in _STEADY else _folded(name, value)


def _folded(name: str, value: Any) -> bytes:
    text = str(value)
    if text.isascii():
        return _WIDE.fold_binary(name, value)
    words, angle = (text, "") if name == "Subject" else _words_and_angle(text)
    run = Header(words, "utf-8", maxlinelen=_LONGEST_ENCODED_LINE, header_name=name)
    lines = [f"{name}: {run.encode(linesep=CRLF)}", *([f" {angle}"] if angle else []), ""]
    return "\r\n".join(lines).encode("ascii")


_folded_once = lru_cache(_KEPT)(_folded)


def _words_and_angle(text: str) -> tuple[str, str]:
    """A name and its address or identifier, such as `"Gospel Oak, Bücher" <ward.alerts.example>`."""
    words, bracket, rest = text.partition("<")
    return unquote(words.strip()), bracket + rest


_WIRE = _WirePolicy(linesep="\r\n", max_line_length=LONGEST_LINE)


@lru_cache(_KEPT)
def _header(name: str, value: Any) -> Any:
    return NARROW.header_factory(name, value)


@lru_cache(_KEPT)
def mailbox(name: str, address: str) -> str:
    """A name with its address, quoted where that is needed."""
    return str(Address(name, addr_spec=address))


def set_header(message: EmailMessage, name: str, value: Any) -> None:
    """Add a header as the library reads it."""
    message[name] = _header(name, value) if name.lower() in _STEADY else value


def address_line(name: str, address: str) -> bytes:
    """A header that is one address, whole on its line."""
    return _ADDRESSED.fold_binary(name, address)


class _Generator(BytesGenerator):
    """Writes bodies as they are: they are encoded already, and each line has its CRLF."""

    def _write_lines(self, lines: str) -> None:
        self.write(lines)


def as_bytes(message: EmailMessage) -> bytes:
    """The message as it goes over the wire."""
    out = BytesIO()
    _Generator(out, mangle_from_=False, policy=_WIRE).flatten(message)
    return out.getvalue()


def text_part(content: str, subtype: str) -> EmailMessage:
    """Words in quoted-printable, in lines of at most 76 letters."""
    lines = content.encode().splitlines()
    encoded = binascii.b2a_qp(b"\r\n".join([*lines, b""]), istext=True)
    return _part(f'text/{subtype}; charset="utf-8"', "quoted-printable", encoded)


def picture_part(content: bytes, cid: str, name: str) -> EmailMessage:
    """A PNG that the HTML beside it calls by `cid`."""
    part = _part("image/png", "base64", base64_lines(content))
    set_header(part, "Content-Disposition", f'inline; filename="{name}"')
    part["Content-ID"] = f"<{cid}>"
    return part


def base64_lines(content: bytes) -> bytes:
    """Bytes in base64, in lines of 76 letters."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


@lru_cache(_KEPT)
def _content_type(value: str) -> Any:
    return NARROW.header_factory("Content-Type", value)


def _part(content_type: str, encoding: str, encoded: bytes) -> EmailMessage:
    part = EmailMessage(policy=NARROW)
    part["Content-Type"] = _content_type(content_type)
    set_header(part, "Content-Transfer-Encoding", encoding)
    part.set_payload(encoded.decode("ascii"))
    return part


def make_multipart(message: EmailMessage, subtype: str, boundary: str, parts: list[EmailMessage]) -> None:
    """Make `message` consist of these parts."""
    message["Content-Type"] = f'multipart/{subtype}; boundary="{boundary}"'
    message.set_payload([*parts])
