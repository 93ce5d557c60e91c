"""A letter made ready ahead of its sending: its bytes, and the places in them that are filled as it goes out.

They hold no working link and no recipient. What stands in for a link's token is of a token's length and letters, so
that the same letter built at its sending has the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import struct
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from alerts.domain.links import TOKEN_LETTERS, Purpose, TokenOf, filled_with
from alerts.mail.letter import Letter, Picture
from alerts.mail.message import address_line, build_unaddressed
from alerts.mail.mime import base64_lines
from alerts.mail.wire import Stuffed, wire_body

_SOFT_BREAK = b"=\r\n"
_BLANK = b"x" * TOKEN_LETTERS
_HEAD = struct.Struct(">BI")
_SLOT = struct.Struct(">IIBQQ")
_VERSION = 1
_PICTURE = 0
_PURPOSES = dict(enumerate(Purpose, 1))
"""In the order in which they are numbered in what is stored: add new ones at the end."""
_NUMBERS = {purpose: number for number, purpose in _PURPOSES.items()}


class _Slot(NamedTuple):
    """A place to be filled: from `start`, so many bytes, with a link's token or the picture of that number.

    Where a line ends within a token, `before_break` of its letters stand before the soft break, otherwise all.
    """

    start: int
    before_break: int
    purpose: int
    subject: int
    about: int


class StandIns:
    """Stands for the tokens of one letter's links; `secret` is what nobody who writes into the letter can know."""

    def __init__(self, secret: str) -> None:
        self._name = hashlib.sha256(b"stand-in " + secret.encode()).hexdigest()
        self._pattern = re.compile(rf"{self._name}(\d{{{TOKEN_LETTERS - len(self._name)}}})".encode())
        self._links: list[tuple[Purpose, int, int]] = []

    def token_of(self, purpose: Purpose, subject: int, about: int) -> str:
        self._links.append((purpose, subject, about))
        return f"{self._name}{len(self._links) - 1:0{TOKEN_LETTERS - len(self._name)}d}"

    def picture(self, number: int) -> bytes:
        """Bytes whose base64 fits into one line."""
        return hashlib.sha256(f"{self._name} picture {number}".encode()).digest()

    def slots(self, message: bytes) -> list[_Slot] | None:
        """Where each token stands; None where one is not found just once."""
        pieces = message.split(_SOFT_BREAK)
        ends = list(accumulate(map(len, pieces)))
        found = list(self._pattern.finditer(b"".join(pieces)))
        if sorted(int(each[1]) for each in found) != list(range(len(self._links))):
            return None
        return [self._slot(each.start(), int(each[1]), ends) for each in found]

    def _slot(self, start: int, number: int, ends: Sequence[int]) -> _Slot:
        purpose, subject, about = self._links[number]
        piece = bisect_right(ends, start)
        before_break = min(TOKEN_LETTERS, ends[piece] - start)
        place = start + len(_SOFT_BREAK) * piece
        return _Slot(place, before_break, _NUMBERS[purpose], subject, about)


@dataclass(frozen=True)
class ReadyLetter:
    """A letter's bytes as they go over the wire, without the header that names its recipient, their slots blank."""

    message: bytes
    slots: tuple[_Slot, ...]

    def as_stored(self) -> bytes:
        slots = (_SLOT.pack(*slot) for slot in self.slots)
        return b"".join((_HEAD.pack(_VERSION, len(self.slots)), *slots, self.message))

    @staticmethod
    def is_known(stored: bytes) -> bool:
        """False where a later version of this program stored it, in a form that we do not know."""
        return stored[0] == _VERSION

    @classmethod
    def read(cls, stored: bytes) -> ReadyLetter:
        """What `as_stored` gave."""
        count = _HEAD.unpack_from(stored)[1]
        start = _HEAD.size + count * _SLOT.size
        slots = map(_Slot._make, _SLOT.iter_unpack(stored[_HEAD.size : start]))
        return cls(stored[start:], tuple(slots))

    def filled(self, recipient: str, token_of: TokenOf, pictures: Sequence[Picture] = ()) -> Stuffed:
        """The message as `build_message` makes it of the letter. Raises UnsendableAddressError."""
        parts, at = [address_line(recipient)], 0
        for slot in self.slots:
            parts.append(self.message[at : slot.start])
            at = slot.start + TOKEN_LETTERS
            if slot.purpose == _PICTURE:
                parts.append(base64_lines(pictures[slot.subject].content))
                at = slot.start
                continue
            token = token_of(_PURPOSES[slot.purpose], slot.subject, slot.about).encode()
            if len(token) != TOKEN_LETTERS:
                raise ValueError("a token has another length than its place")
            if slot.before_break < TOKEN_LETTERS:
                token = token[: slot.before_break] + _SOFT_BREAK + token[slot.before_break :]
                at += len(_SOFT_BREAK)
            parts.append(token)
        parts.append(self.message[at:])
        return Stuffed(b"".join(parts))


def make_ready(letter: Letter, base_url: str, secret: str) -> ReadyLetter | None:
    """Build a letter whose links are placeholders still, its recipient unknown; None where its places cannot be told,
    so that it has to be built at its sending. Raises UnfitLetterError for one that must not be sent.
    """
    stand_ins = StandIns(secret)

    def with_stand_ins(text: str) -> str:
        return filled_with(text, base_url, stand_ins.token_of)

    pictures = [
        Picture(picture.cid, stand_ins.picture(number)) for number, picture in enumerate(letter.pictures)
    ]
    stood_in = replace(letter.to("", with_stand_ins), pictures=tuple(pictures))
    message = build_unaddressed(stood_in)
    message = wire_body(message)
    slots = stand_ins.slots(message)
    return None if slots is None else _blanked(message, slots, pictures)


def _blanked(message: bytes, slots: Sequence[_Slot], pictures: Sequence[Picture]) -> ReadyLetter | None:
    """The letter without its stand-ins: pictures' are taken out, those of tokens become blanks."""
    blank = bytearray(message)
    for slot in slots:
        rest = slot.start + slot.before_break + len(_SOFT_BREAK)
        blank[slot.start : slot.start + slot.before_break] = _BLANK[: slot.before_break]
        left = TOKEN_LETTERS - slot.before_break
        if message[rest : rest + left].count(b"\r"):
            return None
        blank[rest : rest + left] = _BLANK[:left]
    placed = list(slots)
    at_end = bytes(blank)
    for number, picture in enumerate(pictures):
        line = base64_lines(picture.content)
        if at_end.count(line) != 1:
            return None
        placed.append(_Slot(at_end.index(line), 0, _PICTURE, number, 0))
        at_end = at_end.replace(line, b"")
    return ReadyLetter(at_end, tuple(sorted(placed)))
