"""Words that are kept in English, said in the language of who reads them: labels of areas and how sites lie to them.

They are stored with an area or an alert when nobody's language is known, and geo says its errors in English alone.
Each form of them is a sentence of the catalogue; a text of no form that we know stays as it is.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from alerts.language import Language, _, later, spoken

_PLACES = {"place", "where", "council", "wind", "kind"}
"""Parts that are words of ours themselves; all others are names and numbers."""
_WINDS = {
    "north": later("north"),
    "north-east": later("north-east"),
    "east": later("east"),
    "south-east": later("south-east"),
    "south": later("south"),
    "south-west": later("south-west"),
    "west": later("west"),
    "north-west": later("north-west"),
}
_CENTRE = "the centre of your circle"
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"
_KIND = r"conservation area|article 4 direction|tree preservation zone|listed building"


_NOT_COVERED = (
    later(
        "{typed} is in Northern Ireland, which this service does not cover: its postcode data is on the"
        " Irish Grid and not under the open licence."
    ),
    later(
        "{typed} is in Jersey, which this service does not cover: it is off the National Grid and plans"
        " for itself."
    ),
    later(
        "{typed} is in Guernsey, which this service does not cover: it is off the National Grid and plans"
        " for itself."
    ),
    later(
        "{typed} is in the Isle of Man, which this service does not cover: it plans for itself and open"
        " postcode data leaves it out."
    ),
    later("{typed} is a British Forces Post Office address, which stands for no place in Great Britain."),
)
"""Geo's words of postcodes elsewhere, each after the postcode."""


class _Form(NamedTuple):
    """A text of ours, whole, with its parts by name; the sentence of the catalogue that says it."""

    pattern: re.Pattern[str]
    sentence: str


def _form(pattern: str, sentence: str) -> _Form:
    winds = "|".join(sorted(_WINDS, key=len, reverse=True))
    filled = pattern.replace("METRES", r"(?P<metres>[\d,]+) m").replace("WIND", f"(?P<wind>{winds})")
    return _Form(re.compile(filled.replace("POSTCODE", f"(?P<postcode>{_POSTCODE})"), re.DOTALL), sentence)


_FORMS = (
    _form(r"(?P<where>.+) \(placed by its postcode\)", later("{where} (placed by its postcode)")),
    _form(
        r"its address is in POSTCODE, its place (?P<where>.+)",
        later("its address is in {postcode}, its place {where}"),
    ),
    _form(r"its address is in POSTCODE", later("its address is in {postcode}")),
    _form(r"its place is not known", later("its place is not known")),
    _form(r"decided by another council", later("decided by another council")),
    _form(r"you follow (?P<reference>.+)", later("you follow {reference}")),
    _form(r"within METRES of (?P<place>.+)", later("within {metres} m of {place}")),
    _form(rf"METRES WIND of {_CENTRE}", later("{metres} m {wind} of the centre of your circle")),
    _form(r"METRES WIND of (?P<place>.+)", later("{metres} m {wind} of {place}")),
    _form(rf"METRES from {_CENTRE}", later("{metres} m from the centre of your circle")),
    _form(r"METRES from (?P<place>.+)", later("{metres} m from {place}")),
    _form(rf"more than METRES from {_CENTRE}", later("more than {metres} m from the centre of your circle")),
    _form(r"more than METRES from (?P<place>.+)", later("more than {metres} m from {place}")),
    _form(r"outside (?P<place>.+)", later("outside {place}")),
    _form(rf"at {_CENTRE}", later("at the centre of your circle")),
    _form(r"about application (?P<reference>.+)", later("about application {reference}")),
    _form(r"application (?P<reference>.+)", later("application {reference}")),
    _form(r"in POSTCODE", later("in {postcode}")),
    _form(r"the area within METRES of your line", later("the area within {metres} m of your line")),
    _form(r"the area within METRES of (?P<place>.+)", later("the area within {metres} m of {place}")),
    _form(r"the area joined from (?P<place>.+)", later("the area joined from {place}")),
    _form(r"in (?P<place>the area (?:within|joined from) .+)", later("in {place}")),
    _form(r"a circle of METRES", later("a circle of {metres} m")),
    _form(r"(?P<names>.+) and (?P<count>\d+) more", later("{names} and {count} more")),
    _form(r"in the area you drew", later("in the area you drew")),
    _form(r"the area you drew", later("the area you drew")),
    _form(r"in the listed building (?P<name>.+)", later("in the listed building {name}")),
    _form(r"the listed building (?P<name>.+)", later("the listed building {name}")),
    _form(r"in (?P<name>.+) ward, (?P<council>.+)", later("in {name} ward, {council}")),
    _form(r"in (?P<name>.+) ward", later("in {name} ward")),
    _form(r"(?P<name>.+) ward, (?P<council>.+)", later("{name} ward, {council}")),
    _form(r"(?P<name>.+) ward", later("{name} ward")),
    _form(r"in (?P<name>.+) (?i:conservation area)", later("in {name} conservation area")),
    _form(r"(?P<name>.+) (?i:conservation area)", later("{name} conservation area")),
    _form(r"in (?P<name>.+) (?i:tree preservation zone)", later("in {name} tree preservation zone")),
    _form(r"(?P<name>.+) (?i:tree preservation zone)", later("{name} tree preservation zone")),
    _form(r"in (?P<name>.+) (?i:article 4 direction)", later("in {name} article 4 direction")),
    _form(r"(?P<name>.+) (?i:article 4 direction)", later("{name} article 4 direction")),
    _form(rf"(?P<kind>{_KIND}): (?P<name>.+)", later("{kind}: {name}")),
    _form(rf"(?P<kind>{_KIND}) (?P<reference>\S+)", later("{kind} {reference}")),
    _form(r"in (?P<council>.+)", later("in {council}")),
    _form(r"at (?P<address>.+)", later("at {address}")),
    _form(r"There is no postcode POSTCODE in our lists\. Please check it for a typing error\.",
          later("There is no postcode {postcode} in our lists. Please check it for a typing error.")),
    *(
        _form(rf"(?P<typed>[A-Z0-9]+ [A-Z0-9]+) {re.escape(reason.removeprefix('{typed} '))}", reason)
        for reason in _NOT_COVERED
    ),
    _form(r"“(?P<text>.*)” is not a full UK postcode\. A postcode looks like NW5 1TL\.",
          later("“{text}” is not a full UK postcode. A postcode looks like NW5 1TL.")),
)  # fmt: skip


def said(text: str) -> str:
    """A text that is kept in English, in the language spoken."""
    language = spoken()
    return text if language is Language.ENGLISH else _retold(text, language)


def wind_words(wind: str) -> str:
    """A wind of eight, as geo calls it, in the language spoken."""
    return _(_WINDS[wind])


@lru_cache(maxsize=4_096)
def _retold(text: str, _language: Language) -> str:
    for pattern, sentence in _FORMS:
        found = pattern.fullmatch(text)
        if found is not None:
            return _(sentence).format(**_parts(found.groupdict()))
    return _(text)


def _parts(found: Mapping[str, str]) -> dict[str, str]:
    return {name: said(value) if name in _PLACES else value for name, value in found.items()}
