"""Turns a letter into the bytes of an e-mail: the same letter always gives the same bytes."""

from __future__ import annotations

import hashlib
import re
from email.message import EmailMessage
from email.utils import format_datetime

from alerts.mail import mime
from alerts.mail.errors import UnsafeHeaderError
from alerts.mail.letter import Letter
from alerts.mail.wire import own_wire_address, wire_address

LONGEST_SUBJECT = 150
_LONGEST_WORD = 997  # what fits on a continuation line

# C0, DEL, C1 and Unicode's two separators. VT to RS, NEL, LS and PS end a line for Python's header folding.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEADER_NAME = re.compile(r"[!-9;-~]+")
_WORDS_AND_ANGLE = re.compile(r"[^<>]*(?:<[!-;=?-~]+>)?")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_CONTENT_ID = re.compile(r"[0-9A-Za-z.-]+@[0-9A-Za-z.-]+")
_OUR_OWN = frozenset(
    {"from", "to", "cc", "bcc", "subject", "date", "message-id", "auto-submitted", "mime-version"}
    | {"content-type", "content-transfer-encoding", "content-disposition"}
)


def build_message(letter: Letter) -> bytes:
    """The letter as `multipart/alternative`, ASCII throughout, each line ending with CRLF.

    Pictures lie beside the HTML in a `multipart/related`: nothing is fetched when the letter is opened.

    Raises UnsafeHeaderError or UnsendableAddressError, both ValueErrors, for a letter that must not be sent.
    """
    return address_line(letter.recipient) + build_unaddressed(letter)


def address_line(recipient: str) -> bytes:
    """The header that says to whom a message goes: its first. Raises UnsendableAddressError."""
    return mime.address_line("To", wire_address(recipient))


def build_unaddressed(letter: Letter) -> bytes:
    """All of the letter but the header that says to whom it goes. Raises as `build_message` does."""
    message = mime.new_message()
    sender = mime.mailbox(_safe("From", letter.sender_name), own_wire_address(letter.sender))
    for name, value in (
        ("From", sender),
        ("Subject", one_line(letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", _safe_message_id(letter.message_id)),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ):
        message[name] = value
    text = mime.text_part(_sendable(letter.text), "plain")
    html = mime.text_part(_sendable(letter.html), "html")
    parts = [text, _with_pictures(html, letter) if letter.pictures else html]
    mime.make_multipart(message, "alternative", _boundary(letter.message_id), parts)
    _add_headers(message, letter.headers)
    return mime.as_bytes(message)


def _with_pictures(html: EmailMessage, letter: Letter) -> EmailMessage:
    parts = [html]
    for number, picture in enumerate(letter.pictures, 1):
        if not _CONTENT_ID.fullmatch(picture.cid):
            raise UnsafeHeaderError("Content-ID", "is not of the form id@domain")
        parts.append(mime.picture_part(picture.content, picture.cid, f"map-{number}.png"))
    related = mime.new_message()
    mime.make_multipart(related, "related", _boundary(f"{letter.message_id} pictures"), parts)
    return related


def one_line(subject: str) -> str:
    """A subject of one line and at most 150 characters, whatever a feed wrote into it.

    An encoded word is broken up: the header's reader would decode it, line ends and all.
    """
    text = _sendable(_CONTROL.sub(" ", subject)).replace("=?", "= ?")
    text = re.sub(" {2,}", " ", text).strip()
    return text if len(text) <= LONGEST_SUBJECT else text[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _add_headers(message: EmailMessage, headers: tuple[tuple[str, str], ...]) -> None:
    for name, value in headers:
        if not _HEADER_NAME.fullmatch(name):
            raise UnsafeHeaderError(name, "is no name of a header")
        if name.lower() in _OUR_OWN or name in message:
            raise UnsafeHeaderError(name, "is set already")
        message[name] = _safe(name, value)


def _safe(name: str, value: str) -> str:
    if _CONTROL.search(value) or _SURROGATE.search(value):
        raise UnsafeHeaderError(name, "holds a control character")
    if "=?" in value:
        raise UnsafeHeaderError(name, "holds an encoded word")
    if not value.isascii() and not _WORDS_AND_ANGLE.fullmatch(value):
        raise UnsafeHeaderError(name, "goes beyond ASCII and is not a name with one <address>")
    if any(len(word) > _LONGEST_WORD for word in value.split()):
        raise UnsafeHeaderError(
            name, f"has a word of over {_LONGEST_WORD} characters, which no line can hold"
        )
    return value


def _safe_message_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise UnsafeHeaderError("Message-ID", "is not of the form <id@domain>")
    return _safe("Message-ID", message_id)


def _sendable(text: str) -> str:
    """Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes the replacement character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _boundary(name: str) -> str:
    """Neither quoted-printable nor base64 writes `=_`, so no part can hold the boundary (RFC 2045 6.7)."""
    return f"=_{hashlib.sha256(name.encode()).hexdigest()[:32]}"
