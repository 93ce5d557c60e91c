"""Which applications belong together: the same place or address, or one that names the other; pure."""

import re
from enum import StrEnum

from alerts.domain.application import Application, Site, SitePrecision, normalised_reference
from alerts.domain.change import is_same_site

MOST_NAMED = 10
"""References looked up of one description; nobody writes so many, but a feed might."""

_REFERENCE = re.compile(r"(?<![\w/.-])[A-Z0-9]{1,10}(?:[/-][A-Z0-9]{1,12}(?:\.[0-9]{1,4})?){1,5}(?![\w/])")
_DAY = re.compile(r"[0-9]{1,2}[/-][0-9]{1,2}[/-](?:[0-9]{2}|[0-9]{4})|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_OR_NUMBER = re.compile(r"[0-9]{2,}")
_GAPS = re.compile(r"[\W_]+")


class Relation(StrEnum):
    """How another application belongs to this one, the strongest first."""

    NAMED_HERE = "named-here"
    NAMES_THIS = "names-this"
    SAME_ADDRESS = "same-address"
    SAME_PLACE = "same-place"


def references_named(description: str) -> tuple[str, ...]:
    """What looks like a reference in a description, normalised, each once: `pursuant to 2025/0123/P`."""
    found = (match[0] for match in _REFERENCE.finditer(description.upper()))
    named = dict.fromkeys(normalised_reference(text) for text in found if _is_reference(text))
    return tuple(named)[:MOST_NAMED]


def relation(application: Application, other: Application) -> Relation | None:
    """How `other` belongs to an application of the same authority; None where it does not."""
    if normalised_reference(other.reference) in references_named(application.description):
        return Relation.NAMED_HERE
    if normalised_reference(application.reference) in references_named(other.description):
        return Relation.NAMES_THIS
    if _is_same_address(application, other):
        return Relation.SAME_ADDRESS
    return Relation.SAME_PLACE if _is_same_place(application.site, other.site) else None


def _is_reference(text: str) -> bool:
    """Neither a day nor a word with a stroke in it, such as `AND/OR` or `24/7`."""
    return len(text) >= 6 and not _DAY.fullmatch(text) and len(_YEAR_OR_NUMBER.findall(text)) >= 2


def _is_same_address(one: Application, other: Application) -> bool:
    if one.uprn and other.uprn:
        return one.uprn == other.uprn
    address = _plain(one.address)
    return bool(address) and address == _plain(other.address)


def _plain(address: str | None) -> str:
    """An address without case and punctuation; nothing where it names no house, as a street alone is no address."""
    plain = _GAPS.sub(" ", (address or "").casefold()).strip()
    return plain if any(letter.isdigit() for letter in plain.partition(" ")[0]) else ""


def _is_same_place(one: Site | None, other: Site | None) -> bool:
    if one is None or other is None:
        return False
    return SitePrecision.POSTCODE not in (one.precision, other.precision) and is_same_site(one, other)
