"""Postcodes as text: parse what a person typed, find one in an address, normalise; pure."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from geo.errors import PostcodeMalformed, PostcodeNotCovered

_OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
# Royal Mail: the last two letters are never C, I, K, M, O or V.
_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
FULL_POSTCODE = re.compile(_OUTWARD + _INWARD)
_IN_TEXT = re.compile(rf"(?=(?P<postcode>{_OUTWARD}[ \t]{{0,3}}{_INWARD})(?![A-Z0-9]))", re.IGNORECASE)
_ORDINAL = re.compile("1ST|2ND|3RD|[04-9]TH", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\s+[A-Z]", re.IGNORECASE)

# A typed postcode with the odd space is short; whatever is longer is something else and is not looked at.
_LONGEST_TYPED = 40
_LONGEST_ADDRESS = 2_000

# The 120 areas of Great Britain (Ordnance Survey, Code-Point Open: one file an area).
_AREAS = re.compile(
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|"
    "EH|EN|EX|FK|FY|G|GL|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|IP|IV|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|"
    "MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|"
    "ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)

NOT_COVERED = {
    "BT": (
        "is in Northern Ireland, which this service does not cover: its postcode data is on the Irish Grid"
        " and not under the open licence"
    ),
    "JE": "is in Jersey, which this service does not cover: it is off the National Grid and plans for itself",
    "GY": "is in Guernsey, which this service does not cover: it is off the National Grid and plans for itself",
    "IM": (
        "is in the Isle of Man, which this service does not cover: it plans for itself and open postcode data"
        " leaves it out"
    ),
    "BF": "is a British Forces Post Office address, which stands for no place in Great Britain",
}


@dataclass(frozen=True, slots=True, order=True)
class Postcode:
    """A full postcode of Great Britain; built by `parse_postcode` or from a list already normalised.

    Raises PostcodeMalformed where `compact` is not a full postcode in capitals without a space.
    """

    compact: str

    def __post_init__(self) -> None:
        if FULL_POSTCODE.fullmatch(self.compact) is None:
            raise _malformed(self.compact)

    @property
    def outward(self) -> str:
        """`NW5` of NW5 1TL."""
        return self.compact[:-3]

    @property
    def sector(self) -> str:
        """`NW5 1` of NW5 1TL."""
        return f"{self.compact[:-3]} {self.compact[-3]}"

    @property
    def area(self) -> str:
        """`NW` of NW5 1TL."""
        return _area(self.compact)

    @property
    def display(self) -> str:
        """`NW5 1TL`."""
        return f"{self.compact[:-3]} {self.compact[-3:]}"

    def __str__(self) -> str:
        return self.display


def parse_postcode(text: str) -> Postcode:
    """The postcode that somebody typed, in any case, spacing or width of letters.

    Raises PostcodeNotCovered for Northern Ireland, the Channel Islands, the Isle of Man and the forces,
    PostcodeMalformed for all else that is not a full postcode. A letter O where only a digit can stand is
    read as nought, and a nought at the start as the letter O. Quick whatever the length of the text.
    """
    if len(text) > _LONGEST_TYPED:
        raise _malformed(text)
    folded = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if len(folded) > 4:
        first = "O" if folded[0] == "0" else folded[0]
        inward_digit = "0" if folded[-3] == "O" else folded[-3]
        folded = first + folded[1:-3] + inward_digit + folded[-2:]
    if FULL_POSTCODE.fullmatch(folded) is None:
        raise _malformed(text)
    reason = NOT_COVERED.get(_area(folded))
    if reason is not None:
        raise PostcodeNotCovered(folded, f"{folded[:-3]} {folded[-3:]} {reason}.")
    return Postcode(folded)


def find_postcode(text: str) -> Postcode | None:
    """The last full postcode of Great Britain in an address, or None.

    Also where it is glued to the word before it ("LaneLondonWC2N 4EA"), as long as only one reading is
    possible: "LONDONE1 6AN" may be E1 or NE1, so it is no postcode. An outward code alone is none either.
    Only the end of a very long text is searched.
    """
    folded = unicodedata.normalize("NFKC", text[-_LONGEST_ADDRESS:])
    by_end: dict[int, list[_Reading]] = {}
    for match in _IN_TEXT.finditer(folded):
        reading = _Reading("".join(match["postcode"].upper().split()), _starts_clean(folded, match.start()))
        if _AREAS.fullmatch(_area(reading.compact)) and not _is_an_ordinal(folded, match.end("postcode")):
            by_end.setdefault(match.end("postcode"), []).append(reading)
    return _only(by_end[max(by_end)]) if by_end else None


class _Reading(NamedTuple):
    """One way to read a postcode that ends at some place of a text."""

    compact: str
    starts_clean: bool


def _only(readings: list[_Reading]) -> Postcode | None:
    """The reading that starts a word, else the only one there is."""
    likely = [reading for reading in readings if reading.starts_clean] or readings
    return Postcode(likely[0].compact) if len(likely) == 1 else None


def _starts_clean(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not before.isalpha() or (before.islower() and text[start].isupper())


def _is_an_ordinal(text: str, end: int) -> bool:
    """ "Block B1 2nd floor" names a floor and not B1 2ND."""
    return _ORDINAL.search(text, end - 3, end) is not None and _NEXT_WORD.match(text, end) is not None


def _area(compact: str) -> str:
    return compact[:2] if compact[1].isalpha() else compact[:1]


def _malformed(text: str) -> PostcodeMalformed:
    shown = " ".join(text[:_LONGEST_TYPED].split())
    return PostcodeMalformed(shown, f"“{shown}” is not a full UK postcode. A postcode looks like NW5 1TL.")
