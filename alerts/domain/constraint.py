"""Which constraint areas an application's site lies in: the one rule of pages and e-mails."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from alerts.domain.application import Site, SitePrecision
from geo.area import Area, touches
from geo.constraints import ConstraintArea, ConstraintKind

# Outlines of site and area were drawn from one map by different hands: neighbours overlap by a hand's breadth.
SLIVER_M2 = 25.0
SLIVER_SHARE = 0.05


class ConstraintMention(NamedTuple):
    """A constraint area as an application's page and e-mail name it; `name` is empty where none was published."""

    kind: ConstraintKind
    name: str
    entity: int


def mentions(
    site: Site | None, areas: Iterable[ConstraintArea], today: date
) -> tuple[ConstraintMention, ...]:
    """The areas in force that a site lies in, in the order of their kinds and names, each name once.

    None for a site that is known by its postcode alone: a postcode lies on both sides of many an area's edge, and
    who reads "in a conservation area" takes it for the law.
    """
    if site is None or site.precision is SitePrecision.POSTCODE:
        return ()
    named: dict[tuple[ConstraintKind, object], ConstraintMention] = {}
    for area in sorted(areas, key=_order):
        if area.is_in_force(today) and lies_in(site, area):
            key = (area.dataset, area.name.casefold() or area.entity)
            named.setdefault(key, ConstraintMention(area.dataset, area.name, area.entity))
    return tuple(named.values())


def lies_in(site: Site, area: ConstraintArea) -> bool:
    """A point on the edge is inside; of a boundary more than a sliver must be.

    A sliver is less than 25 m² and less than 5 % of the smaller of the two, so that a telephone box counts.
    """
    if site.geometry.area == 0:
        return touches(Area(area.geometry, 0.0), site.geometry)
    if not site.geometry.intersects(area.geometry):
        return False
    shared_m2 = site.geometry.intersection(area.geometry).area
    smaller_m2 = min(site.geometry.area, area.geometry.area)
    return bool(shared_m2 >= SLIVER_M2 or shared_m2 >= SLIVER_SHARE * smaller_m2)


def _order(area: ConstraintArea) -> tuple[int, str, int]:
    return list(ConstraintKind).index(area.dataset), area.name.casefold(), area.entity
