"""Headers and parts as the library's MIME writes them; what is the same in every letter is worked out once."""

from __future__ import annotations

import base64
import binascii
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, compat32
from email.utils import unquote
from functools import lru_cache
from io import BytesIO
from string import ascii_letters, digits

LONGEST_LINE = 998  # RFC 5322 2.1.1
_LONGEST_ENCODED_LINE = 76  # RFC 2045 6.7 for bodies, RFC 2047 2 for headers
_KEPT = 512
CRLF = "\r\n"

_PLAIN = frozenset("-!*+/ " + ascii_letters + digits)
_Q = Charset("utf-8")
_Q.header_encoding = QP
_ROUND_A_WORD = len("=?utf-8?q??=")

_WIDE = SMTP.clone(max_line_length=LONGEST_LINE)
_ADDRESSED = compat32.clone(linesep=CRLF, max_line_length=LONGEST_LINE)


class _WirePolicy(EmailPolicy):
    """Keeps an ASCII header whole on its line, so that no long address is encoded; encodes the others' words.

    They become one run of encoded words: the standard policy loses a space where two runs meet at a fold.
    """

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        """Headers are written as they are given; reading each anew took as long as all the rest."""
        return name, value

    def header_max_count(self, _name: str) -> None:
        """Whoever adds a header looks first whether it is there."""

    def header_fetch_parse(self, _name: str, value: str) -> str:
        return value

    def fold_binary(self, name: str, value: str) -> bytes:
        return _folded(name, value)


def _folded(name: str, value: str) -> bytes:
    if value.isascii():
        return _WIDE.fold_binary(name, value)
    words, angle = (value, "") if name == "Subject" else _words_and_angle(value)
    lines = [f"{name}: {_encoded(name, words)}", *([f" {angle}"] if angle else []), ""]
    return "\r\n".join(lines).encode("ascii")


def _encoded(name: str, words: str) -> str:
    """Words as encoded words, a line each: Q where it is the shorter, as in our languages, otherwise base64."""
    costs = [1 if letter in _PLAIN else 3 * len(letter.encode()) for letter in words]
    if sum(costs) > 2 * len(words):
        run = Header(words, "utf-8", maxlinelen=_LONGEST_ENCODED_LINE, header_name=name)
        return run.encode(linesep=CRLF)
    lines, room = [""], _LONGEST_ENCODED_LINE - len(name) - len(": ") - _ROUND_A_WORD
    for letter, cost in zip(words, costs, strict=True):
        if cost > room:
            lines.append("")
            room = _LONGEST_ENCODED_LINE - len(" ") - _ROUND_A_WORD
        lines[-1] += letter
        room -= cost
    return f"{CRLF} ".join(_Q.header_encode(line) for line in lines)


def _words_and_angle(text: str) -> tuple[str, str]:
    """A name and its address or identifier, such as `"Gospel Oak, Bücher" <ward.alerts.example>`."""
    words, bracket, rest = text.partition("<")
    return unquote(words.strip()), bracket + rest


_WIRE = _WirePolicy(linesep="\r\n", max_line_length=LONGEST_LINE)


def new_message() -> EmailMessage:
    """One without headers or parts."""
    return EmailMessage(policy=_WIRE)


@lru_cache(_KEPT)
def mailbox(name: str, address: str) -> str:
    """A name with its address, quoted where that is needed."""
    return str(Address(name, addr_spec=address))


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
    part["Content-Disposition"] = f'inline; filename="{name}"'
    part["Content-ID"] = f"<{cid}>"
    return part


def base64_lines(content: bytes) -> bytes:
    """Bytes in base64, in lines of 76 letters."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _part(content_type: str, encoding: str, encoded: bytes) -> EmailMessage:
    part = new_message()
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(encoded.decode("ascii"))
    return part


def make_multipart(message: EmailMessage, subtype: str, boundary: str, parts: list[EmailMessage]) -> None:
    """Make `message` consist of these parts."""
    message["Content-Type"] = f'multipart/{subtype}; boundary="{boundary}"'
    message.set_payload([*parts])
