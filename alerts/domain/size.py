"""Whether an application is for major development, as far as its register tells; pure.

Article 2 of the Town and Country Planning (Development Management Procedure) (England) Order 2015: ten dwellings or
more, 1,000 square metres of floor space or more, a site of a hectare or more, minerals, or waste.
"""

import re
from collections.abc import Iterable

from alerts.domain.application import Site, SitePrecision

MAJOR_DWELLINGS = 10
MAJOR_FLOOR_SPACE_M2 = 1_000
MAJOR_SITE_M2 = 10_000

_ALWAYS_MAJOR = frozenset(("waste-dev", "extraction-oil-gas"))
_MAY_BE_MAJOR = frozenset(
    ("full", "outline", "reserved-matters", "pip", "technical-details-consent", "s73", *_ALWAYS_MAJOR)
)
_MAJOR_CODES = frozenset(("fulm", "outm", "remm", "varm"))
"""Idox Uniform's codes of types end in M where the scheme is major."""

_COUNTED_DWELLINGS = re.compile(
    r"\b(\d{1,3}(?:,\d{3})?|\d{1,5})\s*(?:x|no\.?|nos\.?)?\s*"
    r"(?:(?:new|self[- ]contained|residential|affordable|private|social|market|student|retirement|extra[- ]care"
    r"|\w{2,5}[- ]bed(?:room(?:ed)?)?|\d[- ]bed(?:room(?:ed)?)?)\s+){0,4}"
    r"(?:dwellings?|dwellinghouses?|houses?|homes?|flats?|apartments?|maisonettes?"
    r"|residential units?|units of accommodation)\b",
    re.IGNORECASE,
)
_FLOOR_SPACE = re.compile(
    r"\b(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.\d+)?\s*(?:sq\.?\s?m(?:etres|eters)?\b|sqm\b|m2\b|m²|square metres)",
    re.IGNORECASE,
)


def is_major(
    code: str | None,
    type_words: Iterable[str],
    description: str,
    site: Site | None,
    dwellings: int | None = None,
) -> bool | None:
    """True or False where the record tells, None where it leaves the size open.

    `code` is MHCLG's of the type, `type_words` are the register's own, `site` in EPSG:27700 metres. The register's
    own word comes first, then what it counts, then what the description counts, then the size of the site.
    """
    words = [each.casefold() for each in type_words]
    if code in _ALWAYS_MAJOR or any(_says_major(each) for each in words):
        return True
    if any("minor" in each for each in words):
        return False
    if code is not None and code not in _MAY_BE_MAJOR:
        return None
    if dwellings is not None and dwellings >= MAJOR_DWELLINGS:
        return True
    if _counts_as_major(description) or _site_m2(site) >= MAJOR_SITE_M2:
        return True
    return None if dwellings is None else False


def _says_major(words: str) -> bool:
    return (
        words in _MAJOR_CODES or re.search(r"(?<!non)(?<!non-)(?<!non )(?<!not )\bmajor\b", words) is not None
    )


def _counts_as_major(description: str) -> bool:
    dwellings = max(map(_number, _COUNTED_DWELLINGS.findall(description)), default=0)
    floor_space = max(map(_number, _FLOOR_SPACE.findall(description)), default=0)
    return dwellings >= MAJOR_DWELLINGS or floor_space >= MAJOR_FLOOR_SPACE_M2


def _site_m2(site: Site | None) -> float:
    return float(site.geometry.area) if site and site.precision is SitePrecision.BOUNDARY else 0.0


def _number(text: str) -> int:
    return int(text.replace(",", ""))
