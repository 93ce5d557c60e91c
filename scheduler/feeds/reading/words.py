"""Text as registers write it, made fit to store and show: entities, line ends, control characters, length."""

import html
import re
import unicodedata

from geo.postcode import Postcode, find_postcode
from scheduler.feeds.reading.record import FieldUnfit, RecordUnfit, shortened

LONGEST_TEXT_BYTES = 20 * 1024
LONGEST_REFERENCE = 200

# Only with their semicolon: "flats&parking" holds no "¶".
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_WRITTEN_LINE_END = re.compile(r"(?:\\r)?\\n")
_JUNK = frozenset({"", "na", "none", "null", "nil", "tbc", "tba", "unknown"})
_LONGEST_UPRN = 12
_LONGEST_COUNT = 6
# "50-51, St Martin's Lane": the number had a line to itself.
_NUMBER_LINE = re.compile(r"^(\d[\d &-]*[A-Za-z]?), (?=\D)")


def read_text(raw: object) -> str:
    """One line of clean text; numbers are taken as written. FieldUnfit `unreadable` for lists, objects, booleans."""
    return clean_text(raw) if isinstance(raw, str) else _written(raw)


def read_key(raw: object) -> str:
    """A key or reference, trimmed and otherwise as published; FieldUnfit where it cannot be one."""
    text = raw.strip() if isinstance(raw, str) else _written(raw)
    if len(text) > LONGEST_REFERENCE or any(_is_unfit(letter) for letter in text):
        raise FieldUnfit("unreadable")
    return " ".join(text.split())


def read_reference(raw: object) -> str:
    """A reference as published; RecordUnfit `missing-reference` for what is typed where there is none."""
    reference = read_key(raw)
    letters = "".join(letter for letter in reference.casefold() if letter.isalnum())
    if letters in _JUNK or not letters.strip("0"):
        raise RecordUnfit("missing-reference", f"{shortened(raw)} is no reference")
    return reference


def read_description(raw: object) -> str:
    """What is proposed, as clean text; RecordUnfit `bad-field` for anything but text."""
    if not isinstance(raw, str):
        raise RecordUnfit("bad-field", f"the description is {shortened(raw)}")
    return clean_text(raw)


def read_uprn(raw: object) -> str:
    """A unique property reference number without the zeros some feeds pad it with; FieldUnfit `bad-uprn`."""
    text = raw.strip() if isinstance(raw, str) else _written(raw)
    digits = text.lstrip("0")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_UPRN):
        raise FieldUnfit("bad-uprn")
    return digits


def read_count(raw: object) -> int:
    """How many, as a whole number of at most six figures; FieldUnfit `bad-count` for anything else."""
    text = raw.strip() if isinstance(raw, str) else _written(raw)
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_COUNT):
        raise FieldUnfit("bad-count")
    return int(digits)


def clean_text(raw: str) -> str:
    """The words of a text on one line.

    Entities are unescaped once, line ends (also the two characters `\\n`) become spaces, spaces collapse, control
    characters, lone surrogates and what XML cannot hold are dropped; cut at 20 KiB of UTF-8. Case stays.
    """
    bounded = raw[: 8 * LONGEST_TEXT_BYTES]
    unescaped = _ENTITY.sub(lambda entity: html.unescape(entity[0]), bounded)
    one_line = " ".join(_WRITTEN_LINE_END.sub(" ", unescaped).split())
    kept = one_line if one_line.isprintable() else "".join(each for each in one_line if not _is_unfit(each))
    return _cut(" ".join(kept.split()))


def postcode_in(*texts: str | None) -> Postcode | None:
    """The full postcode of the first of these texts that has one; an outward code alone is none."""
    found = (find_postcode(text) for text in texts if text)
    return next((postcode for postcode in found if postcode is not None), None)


def join_address(*parts: str | None) -> str | None:
    """The parts of an address in their order, each once, separated by commas; None if there are none."""
    kept: list[str] = []
    for part in parts:
        trimmed = (part or "").strip(" ,")
        if any(map(str.isalnum, trimmed)) and not any(_plain(trimmed) in _plain(earlier) for earlier in kept):
            kept.append(trimmed)
    return ", ".join(kept) or None


def read_lines(raw: object) -> str:
    """Text whose lines are parts of an address, as one line with commas; FieldUnfit as in `read_text`."""
    if not isinstance(raw, str):
        return read_text(raw)
    lines = (line.strip(" ,") for line in raw.splitlines())
    return _NUMBER_LINE.sub(r"\1 ", clean_text(", ".join(line for line in lines if line)))


def _written(raw: object) -> str:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise FieldUnfit("unreadable")
    return str(raw)


def _is_unfit(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") or (ord(letter) & 0xFFFE) == 0xFFFE


def _cut(text: str) -> str:
    if len(text) * 4 <= LONGEST_TEXT_BYTES:
        return text
    return text.encode()[:LONGEST_TEXT_BYTES].decode("utf-8", "ignore").rstrip()


def _plain(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.casefold()))} "
