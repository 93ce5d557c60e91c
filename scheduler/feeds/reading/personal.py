"""What of a record may be about a person: never shown and never stored, but for the fields that are public by law."""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

_NAME = re.compile(
    r"applicant|agent|officer|contact|owner|person|surname|forename|(?:first|last|full)[ _-]?name|^name$|e-?mail|phone|"
    r"mobile|\btel|fax|objector|client|householder|occup(?:ier|ant)|tenant|architect|correspond|signature|"
    r"(?:submitted|signed)[ _-]?by|birth|\bdob\b",
    re.IGNORECASE,
)
_VALUE = re.compile(r"@|\b(?:Mr|Mrs|Ms|Miss|Dr)\b|(?:\+44|\b0)[\d\s()-]{9,}")
"""A telephone number begins with a nought or the country's code, as no UPRN or coordinate does."""

_CODE = re.compile(r"[\d\s.,:/+-]*|\S*\d\S*")
"""A number, a date or a code in one word, as no name of a person is."""


class Impersonal(NamedTuple):
    """The fields of a record that may be kept, and the names of those that were left out."""

    fields: dict[str, object]
    left_out: tuple[str, ...]


def looks_personal(name: str, text: str) -> bool:
    """Whether a field of this name and text may be about a person, as far as anybody can tell."""
    return bool(_NAME.search(name) or _VALUE.search(text))


def impersonal(fields: Mapping[str, object], read: Collection[str]) -> Impersonal:
    """The fields of a record that may be kept: those that are `read`, without what looks personal deep within them, and
    of the others numbers, dates and codes alone. Words that nobody reads may name anybody, whatever their field is
    called.
    """
    kept = {
        name: _scrubbed(value) if name in read else value
        for name, value in fields.items()
        if name in read or _is_plain(name, value)
    }
    return Impersonal(kept, tuple(name for name in fields if name not in kept))


def _is_plain(name: str, value: object) -> bool:
    is_code = not isinstance(value, str) or _CODE.fullmatch(value.strip()) is not None
    return is_code and not isinstance(value, dict | list) and not looks_personal(name, str(value))


def _scrubbed(value: object) -> object:
    """A value without the parts of it whose name looks personal; that of a coordinate system is none."""
    if isinstance(value, dict):
        return {
            name: _scrubbed(inner)
            for name, inner in value.items()
            if name == "name" or not _NAME.search(str(name))
        }
    return [_scrubbed(inner) for inner in value] if isinstance(value, list) else value
