"""Local planning authorities of Great Britain: their ONS codes, their names and what feeds call them; pure.

The table beside this file, `authorities.csv`, is part of the program and is read once, at first import.
Sources: for districts and counties ONS, "Lower Tier Local Authority to Upper Tier Local Authority" (April
2021) with the changes of 2023 and 2025, held against the districts of the ONS Postcode Directory of November
2025; for Scotland's council areas drkane/geo-lookups, after ONS; for England's national parks and for the
development corporations MHCLG's collection of organisations; for the parks of Wales and Scotland ONS,
"National Parks (December 2022)".
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple


class Nation(StrEnum):
    """The nation whose planning law an authority applies."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"


class AuthorityKind(StrEnum):
    """What sort of body plans. A county council decides on minerals, waste and its own buildings only."""

    DISTRICT = "district"
    UNITARY = "unitary"
    METROPOLITAN = "metropolitan"
    LONDON_BOROUGH = "london-borough"
    COUNTY = "county"
    NATIONAL_PARK = "national-park"
    DEVELOPMENT_CORPORATION = "development-corporation"


@dataclass(frozen=True, slots=True)
class Authority:
    """A local planning authority: `code` is its ONS/GSS code, `name` what ONS or its own register calls it.

    The London Legacy Development Corporation is kept although the boroughs took its planning powers back in
    December 2024: the records of its time still come under its name.
    """

    code: str
    name: str
    nation: Nation
    kind: AuthorityKind


# ONS gives a district or park a new code when its boundary moves. Only places that stayed one place are here:
# a council that was merged into another has ended, and its records are not its successor's.
# Sources: mysociety/uk_local_authority_names_and_codes; drkane/geo-lookups; ONS Postcode Directory, November
# 2025; for the two of Wales, a published recoding of ONS's changes of 2008 to 2009.
ended_codes: Mapping[str, str] = MappingProxyType(
    {
        "E06000048": "E06000057",  # Northumberland
        "E07000097": "E07000242",  # East Hertfordshire
        "E07000100": "E07000240",  # St Albans
        "E07000101": "E07000243",  # Stevenage
        "E07000104": "E07000241",  # Welwyn Hatfield
        "E08000016": "E08000038",  # Barnsley
        "E08000019": "E08000039",  # Sheffield
        "E08000020": "E08000037",  # Gateshead
        "E26000003": "E26000011",  # Lake District
        "E26000008": "E26000012",  # Yorkshire Dales
        "S12000009": "S12000045",  # East Dunbartonshire
        "S12000015": "S12000047",  # Fife
        "S12000024": "S12000048",  # Perth and Kinross
        "S12000043": "S12000049",  # Glasgow City, first code
        "S12000044": "S12000050",  # North Lanarkshire
        "S12000046": "S12000049",  # Glasgow City, second code
        "W06000007": "W06000023",  # Powys
        "W06000017": "W06000024",  # Merthyr Tydfil
    }
)

# What councils put around their place: "London Borough of Camden", "Wirral Metropolitan Borough Council".
_DESIGNATIONS = frozenset(
    {"and", "authority", "borough", "city", "corporation", "council", "county", "district", "local", "london"}
    | {"lpa", "metropolitan", "planning", "royal", "unitary"}
)

# Whatever is longer is no name, and is not looked at.
_LONGEST_NAME = 200


def authority_by_code(code: str) -> Authority | None:
    """The authority of a current ONS/GSS code, or None; `current_code` leads an old code to it."""
    return _BY_CODE.get(code)


def authority_by_name(name: str) -> Authority | None:
    """The authority that a feed names, or None where the name is unknown or could be another's.

    Case, accents, punctuation, "&" and the designations around a place ("City of …", "… Borough Council") do
    not matter; a name that stands in the table as it is comes before one with its designations taken off. A
    bare "New Forest" or "Northumberland" is the council: the parks there are only "… National Park".
    """
    if len(name) > _LONGEST_NAME:
        return None
    for form in _forms(_plain(name)):
        found = _BY_NAME.get(form)
        if found is not None:
            return found[0] if len(found) == 1 else None
    return None


def current_code(code: str) -> str:
    """The code that an ended one was replaced by; any other code as it is."""
    return ended_codes.get(code, code)


def _plain(name: str) -> str:
    """The words of a name in lower case: no accents, no punctuation, no "the" in front."""
    folded = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter) and letter not in "'’")
    return " ".join(re.findall(r"[a-z0-9]+", letters)).removeprefix("the ")


def _forms(plain: str) -> Iterator[str]:
    """The name as it is, then with ever fewer designations around it, but never designations alone."""
    whole = plain.split()
    for words in (whole, _without_lead(whole)):
        end = len(words)
        yield " ".join(words)
        while end > 1 and words[end - 1] in _DESIGNATIONS and _names_a_place(words[: end - 1]):
            end -= 1
            yield " ".join(words[:end])


def _without_lead(words: list[str]) -> list[str]:
    """`camden` of `london borough of camden`; the words as they are where nothing of the sort is in front."""
    if "of" not in words:
        return words
    lead, rest = words[: words.index("of")], words[words.index("of") + 1 :]
    if rest[:1] == ["the"]:
        rest = rest[1:]
    return words if _names_a_place(lead) or not _names_a_place(rest) else rest


def _names_a_place(words: list[str]) -> bool:
    return any(word not in _DESIGNATIONS for word in words)


class _Entry(NamedTuple):
    """A line of the table: an authority with all the names it goes by, its own first."""

    authority: Authority
    names: tuple[str, ...]


def _read_table() -> list[_Entry]:
    text = resources.files("alerts.domain").joinpath("authorities.csv").read_text(encoding="utf-8")
    return [
        _Entry(
            Authority(row["code"], row["name"], Nation(row["nation"]), AuthorityKind(row["kind"])),
            (row["name"], *filter(None, row["aliases"].split("|"))),
        )
        for row in csv.DictReader(text.splitlines())
    ]


def _by_name(table: list[_Entry]) -> dict[str, tuple[Authority, ...]]:
    """Who goes by each plain name: more than one where a name is ambiguous."""
    holders: dict[str, tuple[Authority, ...]] = {}
    for authority, names in table:
        for plain in {_plain(name) for name in names}:
            holders[plain] = (*holders.get(plain, ()), authority)
    return holders


_TABLE = _read_table()
_BY_NAME = _by_name(_TABLE)
ALL: tuple[Authority, ...] = tuple(entry.authority for entry in _TABLE)
_BY_CODE = {authority.code: authority for authority in ALL}
