"""Addresses and messages in the one form that goes over the wire, or refused; never quietly another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import idna

from alerts.mail.errors import UnsafeMessageError, UnsendableAddressError

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LONGEST_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1
_LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets

_LONGEST_LINE = 998  # RFC 5322 2.1.1, without CRLF
_DOMAINS_KEPT = 4096
_END_OF_MESSAGE = b"\n.\r\n"


class WireLetter(NamedTuple):
    """One message with its envelope, fit to be sent: dot-stuffed, without the final dot."""

    body: bytes
    sender: str
    recipient: str


class Stuffed(bytes):
    """A message that was checked and dot-stuffed by `wire_body` before, as it goes over the wire."""

    __slots__ = ()

    @property
    def plain(self) -> bytes:
        """The message as its reader has it."""
        plain = bytes(self).replace(b"\r\n..", b"\r\n.")
        return plain[1:] if plain.startswith(b"..") else plain


def plain(message: bytes) -> bytes:
    """A message as its reader has it, whatever form it is in."""
    return message.plain if isinstance(message, Stuffed) else message


def wire_letter(message: bytes, envelope_from: str, recipient: str) -> WireLetter:
    """Raises UnsafeMessageError or UnsendableAddressError."""
    body = _looked_over(message) if isinstance(message, Stuffed) else wire_body(message)
    return WireLetter(body, own_wire_address(envelope_from), wire_address(recipient))


def _looked_over(message: Stuffed) -> bytes:
    """What was checked long ago still ends once, and only once: a server could take what follows for commands."""
    if message.find(_END_OF_MESSAGE) >= 0 or not message.endswith(b"\r\n") or not message.isascii():
        raise UnsafeMessageError("a message that was checked has been changed since")
    return message


def wire_address(address: str) -> str:
    """The address with its domain in IDNA 2008; the local part is ASCII, since SMTPUTF8 is not spoken.

    Raises UnsendableAddressError for quoted local parts, address literals, names without a dot and all else
    that would have to be changed to be sent.
    """
    sendable = own_wire_address(address)
    name, _, top_level = sendable.rpartition("@")[2].rpartition(".")
    if not name or not top_level or top_level.isdigit():
        raise UnsendableAddressError(address, "its domain is not a public name")
    return sendable


def own_wire_address(address: str) -> str:
    """Our own address: as `wire_address`, but a machine may send under a name without a dot, such as localhost."""
    local_part, at, domain = address.rpartition("@")
    if not at:
        raise UnsendableAddressError(address, "there is no @ in it")
    if not _LOCAL_PART.fullmatch(local_part) or len(local_part) > _LONGEST_LOCAL_PART:
        raise UnsendableAddressError(address, "what stands before the @ is not a plain ASCII name")
    try:
        sendable = f"{local_part}@{_wire_domain(domain)}"
    except UnicodeError as error:
        raise UnsendableAddressError(address, "its domain is not a valid name") from error
    if len(sendable) > _LONGEST_ADDRESS:
        raise UnsendableAddressError(address, f"it is longer than {_LONGEST_ADDRESS} characters")
    return sendable


@lru_cache(_DOMAINS_KEPT)
def _wire_domain(domain: str) -> str:
    # Strict: the idna package otherwise takes three more full stops for a dot, which makes another name.
    return idna.encode(domain, strict=True).decode("ascii")


def wire_body(message: bytes) -> bytes:
    """The message dot-stuffed for DATA.

    Raises UnsafeMessageError for what a server could take for the end of the message or would have to
    rewrite: bare CR or LF, bytes beyond ASCII, NUL, lines over 998.
    """
    if not message.isascii() or b"\0" in message:
        raise UnsafeMessageError("a message is ASCII without NUL")
    line_ends = message.count(b"\r\n")
    if not message.endswith(b"\r\n") or not message.count(b"\r") == message.count(b"\n") == line_ends:
        raise UnsafeMessageError("every line of a message ends with CRLF")
    if _has_long_line(message):
        raise UnsafeMessageError("a line of a message has at most 998 characters")
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _has_long_line(message: bytes) -> bool:
    """Whether a line is longer than it may be, looked for from the end of the last that may have begun before."""
    start = 0
    while len(message) - start > _LONGEST_LINE + 2:
        end = message.rfind(b"\n", start, start + _LONGEST_LINE + 2)
        if end < 0:
            return True
        start = end + 1
    return False
