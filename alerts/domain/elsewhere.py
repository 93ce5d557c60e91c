"""Words for what is typed into the search box and lies where this service finds nothing; pure."""

import re

from alerts.domain.search_words import folded
from alerts.language import _, later
from geo.errors import PostcodeError, PostcodeNotCovered, PostcodeUnknown

_WORDS = {
    "BT": later(
        "{place} is in Northern Ireland, which this service does not cover. Applications there are in Northern"
        " Ireland’s own public register of planning applications."
    ),
    "JE": later(
        "{place} is in Jersey, which this service does not cover: Jersey plans for itself, and its government lists"
        " the applications."
    ),
    "GY": later(
        "{place} is in Guernsey, which this service does not cover: its islands plan for themselves, and list their"
        " applications themselves."
    ),
    "IM": later(
        "{place} is in the Isle of Man, which this service does not cover: it plans for itself, and its government"
        " lists the applications."
    ),
    "BF": later(
        "{place} is an address of the British forces’ post, which stands for no place. Type the postcode of the place"
        " that you want to watch."
    ),
    "BX": later(
        "{place} is an address of a bank or an office that stands for no place. Type the postcode of the place that"
        " you want to watch."
    ),
}
"""By the area of a postcode; `{place}` is what was typed."""

_NAMES = {
    "northern ireland": "BT",
    "belfast": "BT",
    "derry": "BT",
    "londonderry": "BT",
    "lisburn": "BT",
    "newry": "BT",
    "jersey": "JE",
    "guernsey": "GY",
    "alderney": "GY",
    "sark": "GY",
    "channel islands": "GY",
    "isle of man": "IM",
    "bfpo": "BF",
}
_FORCES = re.compile(r"^bf\s?po\s?\d{1,4}$")
_PO_BOX = re.compile(r"^p\s?o\s?box\b")
_AREA = re.compile(r"^([A-Z]{2})[0-9]", re.IGNORECASE)


def elsewhere_words(text: str) -> str | None:
    """What to say of a place outside Great Britain or of no place at all; None for anything else."""
    plain = folded(text)
    if _PO_BOX.match(plain):
        return _(
            "A PO box is where post is kept, and no place where anybody builds. Type the postcode or the street of the"
            " place that you want to watch."
        )
    area = _NAMES.get(plain) or ("BF" if _FORCES.match(plain) else None) or _area_alone(text)
    return (
        _(_WORDS[area]).format(place=text.upper() if any(map(str.isdigit, text)) else text) if area else None
    )


def postcode_words(error: PostcodeError) -> str:
    """Why a postcode that somebody typed leads nowhere, and what to do."""
    if isinstance(error, PostcodeNotCovered):
        area = error.text[:2]
        shown = f"{error.text[:-3]} {error.text[-3:]}"
        return _(_WORDS[area]).format(place=shown) if area in _WORDS else str(error)
    if isinstance(error, PostcodeUnknown):
        if error.text[:2] == "BX":
            return _(_WORDS["BX"]).format(place=error.text)
        return _("There is no postcode {postcode} in our lists. Please check it for a typing error.").format(
            postcode=error.text
        )
    return str(error)


def _area_alone(text: str) -> str | None:
    """`BT` of `BT7`: the first part of a postcode of such a place."""
    found = _AREA.match(text) if len(text) <= len("BT99 9") else None
    return found[1].upper() if found and found[1].upper() in _WORDS else None
