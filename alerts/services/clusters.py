"""Places made of applications: where those of one street lie close together, a circle round them can be watched."""

from collections.abc import Iterable, Sequence
from math import ceil

import shapely
from shapely import MultiPoint

from alerts.domain.application import Application
from alerts.domain.search_words import SearchWords, folded
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.domain.wording import council_name
from alerts.language import ngettext
from alerts.services.answers import Place
from geo.errors import OutsideGreatBritain
from geo.grid import to_lonlat

FEWEST = 3
_WIDEST_M = 500.0
_MARGIN_M = 50.0
_STEP_M = 50


def circles(words: str, wanted: SearchWords, found: Sequence[Application]) -> tuple[Place, ...]:
    """A circle for each council of which three or more of these applications have all the words in their address and
    lie within a kilometre: the smallest round their sites, and 50 metres more.

    Two streets of one name are never taken for one place: then the smallest circle is too large, and none is offered.
    """
    by_council: dict[str, list[Application]] = {}
    for application in found:
        if application.site is not None and _is_addressed(application, wanted):
            by_council.setdefault(application.authority, []).append(application)
    made = (_circle(words, code, lie) for code, lie in sorted(by_council.items()) if len(lie) >= FEWEST)
    return tuple(place for place in made if place is not None)


def _is_addressed(application: Application, wanted: SearchWords) -> bool:
    """Whether all the words stand in the address, one of each term's phrases whole."""
    address = f" {folded(application.address or '')} "
    return all(any(f" {' '.join(phrase)} " in address for phrase in term.phrases) for term in wanted.terms)


def _circle(words: str, council: str, lie: Iterable[Application]) -> Place | None:
    sites = [each.site.geometry.centroid for each in lie if each.site is not None]
    round_them = shapely.minimum_bounding_circle(MultiPoint(sites))
    radius_m = shapely.minimum_bounding_radius(MultiPoint(sites))
    if radius_m > _WIDEST_M:
        return None
    centre = round_them.centroid
    try:
        lon, lat = to_lonlat(centre.x, centre.y)
    except OutsideGreatBritain:
        return None
    metres = ceil((radius_m + _MARGIN_M) / _STEP_M) * _STEP_M
    label = ngettext(
        "Watch “{words}”, {council}: a circle of {metres} m round this {count} application",
        "Watch “{words}”, {council}: a circle of {metres} m round these {count} applications",
        len(sites),
    ).format(words=words, council=council_name(council), metres=metres, count=len(sites))
    return Place(AreaName(AreaKind.CIRCLE, f"{round(lat, 5)},{round(lon, 5)}:{metres}"), label)
