"""What of a record may be about a person: never shown and never stored, but for the fields that are public by law."""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

_NAME = re.compile(
    r"applicant|agent|officer|contact|owner|person|surname|forename|(?:first|last|full)[ _-]?name|^name$|e-?mail|phone|"
    r"mobile|\btel|fax|objector",
    re.IGNORECASE,
)
_VALUE = re.compile(r"@|\b(?:Mr|Mrs|Ms|Miss|Dr)\b")


class Impersonal(NamedTuple):
    """The fields of a record that may be kept, and the names of those that were left out."""

    fields: dict[str, object]
    left_out: tuple[str, ...]


def looks_personal(name: str, text: str) -> bool:
    """Whether a field of this name and text may be about a person, as far as anybody can tell."""
    return bool(_NAME.search(name) or _VALUE.search(text))


def impersonal(fields: Mapping[str, object], read: Collection[str]) -> Impersonal:
    """The fields of a record that may be kept: those that are `read`, without what looks personal deep within them, and
    of the others the plain ones that do not look personal.
    """
    kept = {
        name: _scrubbed(value) if name in read else value
        for name, value in fields.items()
        if name in read or _is_plain(name, value)
    }
    return Impersonal(kept, tuple(name for name in fields if name not in kept))


def _is_plain(name: str, value: object) -> bool:
    return not isinstance(value, dict | list) and not looks_personal(name, str(value))


def _scrubbed(value: object) -> object:
    """A value without the parts of it whose name looks personal; that of a coordinate system is none."""
    if isinstance(value, dict):
        return {
            name: _scrubbed(inner)
            for name, inner in value.items()
            if name == "name" or not _NAME.search(str(name))
        }
    return [_scrubbed(inner) for inner in value] if isinstance(value, list) else value
