"""Turns a letter into the bytes of an e-mail: the same letter always gives the same bytes."""

from __future__ import annotations

import hashlib
import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import unquote
from typing import Any

from alerts.mail.errors import UnsafeHeaderError
from alerts.mail.letter import Letter
from alerts.mail.wire import own_wire_address, wire_address

LONGEST_SUBJECT = 150
_LONGEST_LINE = 998  # RFC 5322 2.1.1
_LONGEST_ENCODED_LINE = 76  # RFC 2045 6.7 for bodies, RFC 2047 2 for headers
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

_WIDE = SMTP.clone(max_line_length=_LONGEST_LINE)
_NARROW = SMTP.clone(max_line_length=_LONGEST_ENCODED_LINE)


class _WirePolicy(EmailPolicy):
    """Keeps an ASCII header whole on its line, so that no long address is encoded; encodes the others' words.

    They become one run of encoded words: the standard policy loses a space where two runs meet at a fold.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        text = str(value)
        if text.isascii():
            return _WIDE.fold_binary(name, value)
        words, angle = (text, "") if name == "Subject" else _words_and_angle(text)
        run = Header(words, "utf-8", maxlinelen=_LONGEST_ENCODED_LINE, header_name=name)
        lines = [f"{name}: {run.encode(linesep=self.linesep)}", *([f" {angle}"] if angle else []), ""]
        return self.linesep.join(lines).encode("ascii")


def _words_and_angle(text: str) -> tuple[str, str]:
    """A name and its address or identifier, such as `"Gospel Oak, Bücher" <ward.alerts.example>`."""
    words, bracket, rest = text.partition("<")
    return unquote(words.strip()), bracket + rest


_WIRE = _WirePolicy(linesep="\r\n", max_line_length=_LONGEST_LINE)


def build_message(letter: Letter) -> bytes:
    """The letter as `multipart/alternative`, ASCII throughout, each line ending with CRLF.

    Pictures lie beside the HTML in a `multipart/related`: nothing is fetched when the letter is opened.

    Raises UnsafeHeaderError or UnsendableAddressError, both ValueErrors, for a letter that must not be sent.
    """
    message = EmailMessage(policy=_NARROW)
    for name, value in (
        ("From", Address(_safe("From", letter.sender_name), addr_spec=own_wire_address(letter.sender))),
        ("To", Address(addr_spec=wire_address(letter.recipient))),
        ("Subject", one_line(letter.subject)),
        ("Date", letter.date),
        ("Message-ID", _safe_message_id(letter.message_id)),
        ("Auto-Submitted", "auto-generated"),
    ):
        message[name] = value
    message.set_content(_sendable(letter.text), cte="quoted-printable")
    message.add_alternative(_sendable(letter.html), "html", cte="quoted-printable")
    _add_pictures(message, letter)
    message.set_boundary(_boundary(letter.message_id))
    _add_headers(message, letter.headers)
    return message.as_bytes(policy=_WIRE)


def _add_pictures(message: EmailMessage, letter: Letter) -> None:
    page = message.get_body(("html",))
    if page is None or not letter.pictures:
        return
    for number, picture in enumerate(letter.pictures, 1):
        if not _CONTENT_ID.fullmatch(picture.cid):
            raise UnsafeHeaderError("Content-ID", "is not of the form id@domain")
        page.add_related(
            picture.content,
            "image",
            "png",
            cid=f"<{picture.cid}>",
            disposition="inline",
            filename=f"map-{number}.png",
        )
    page.set_boundary(_boundary(f"{letter.message_id} pictures"))


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
    return _SURROGATE.sub("\ufffd", text)


def _boundary(name: str) -> str:
    """Neither quoted-printable nor base64 writes `=_`, so no part can hold the boundary (RFC 2045 6.7)."""
    return f"=_{hashlib.sha256(name.encode()).hexdigest()[:32]}"
