"""A place that somebody watches: one geometry, one margin, and how it is named."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from alerts.domain.application import Application, ApplicationKey, Site, SitePrecision
from alerts.domain.errors import AreaRefused
from alerts.language import _
from geo.area import Area, compass_direction, distance_m, touches

MAX_RADIUS_M = 5_000

NEAR_M = 1.0
"""Nearer than this, metres, a site is said to be at, or in, what is watched."""


class AreaKind(StrEnum):
    """The kinds of watch area, as they stand in an area's name."""

    POSTCODE = "postcode"
    WARD = "ward"
    AUTHORITY = "authority"
    CIRCLE = "circle"
    SHAPE = "shape"
    APPLICATION = "application"
    CONSTRAINT = "constraint"


class AreaName(NamedTuple):
    """An area as forms and addresses name it, e.g. `postcode:NW51TL:400`."""

    kind: AreaKind
    rest: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.rest}"


@dataclass(frozen=True)
class WatchArea:
    """What is watched. `area` is None where the place is an attribute, not geometry: an authority whose
    own boundary is not needed, or one application wherever it lies. `postcode` is the one that a distance is measured
    from, `postcodes` are those that an area put together has in it. `authorities` are the local planning authorities
    that it touches, as far as boundaries are known.
    """

    name: AreaName
    label: str
    area: Area | None = None
    postcode: str | None = None
    authority: str | None = None
    application: ApplicationKey | None = None
    authorities: frozenset[str] = frozenset()
    vintage: str = ""
    postcodes: tuple[str, ...] = ()

    @property
    def own_postcodes(self) -> tuple[str, ...]:
        """Those whose addresses lie in the area wherever their sites are."""
        return (self.postcode,) if self.postcode is not None else self.postcodes


class Reach(NamedTuple):
    """How an application stands to a watch area: whether inside, how far (metres), and in which words."""

    is_inside: bool
    distance_m: float | None
    reason: str


def parse_area_name(text: str) -> AreaName:
    """The area named by `text`; raises AreaRefused where the kind is unknown or nothing follows it."""
    kind, _, rest = text.strip().partition(":")
    try:
        return AreaName(AreaKind(kind), rest) if rest else _refuse(text)
    except ValueError:
        return _refuse(text)


def read_radius(text: str) -> int:
    """A whole number of metres from 0 to 5,000; raises AreaRefused otherwise."""
    if not text.isascii() or not text.isdigit() or len(text) > 4 or int(text) > MAX_RADIUS_M:
        words = _("The distance must be a whole number of metres from 0 to {most}.")
        raise AreaRefused(words.format(most=f"{MAX_RADIUS_M:,}"))
    return int(text)


def reach(watch: WatchArea, application: Application) -> Reach:
    """Whether an application lies in a watch area: the one rule for every kind.

    An authority is watched by who decides the application, one application by its key, everything else
    by distance (EPSG:27700 metres) from the site to the area's core; the watched postcodes themselves always count.
    """
    if watch.application is not None:
        is_followed = application.key.normalised == watch.application.normalised
        return Reach(is_followed, None, f"you follow {watch.application.reference}")
    if watch.authority is not None:
        is_theirs = application.authority == watch.authority
        return Reach(is_theirs, None, f"in {watch.label}" if is_theirs else "decided by another council")
    if watch.area is None or application.site is None:
        is_there = _has_its_postcode(watch, application)
        return Reach(
            is_there,
            None,
            f"its address is in {application.postcode}" if is_there else "its place is not known",
        )
    return _by_distance(watch, watch.area, application, application.site)


def _by_distance(watch: WatchArea, area: Area, application: Application, site: Site) -> Reach:
    distance = distance_m(area, site.geometry)
    where = _where_words(watch, area, site, distance)
    if touches(area, site.geometry):
        return Reach(True, distance, where)
    if _has_its_postcode(watch, application):
        return Reach(True, distance, f"its address is in {application.postcode}, its place {where}")
    return Reach(False, distance, _outside_words(watch, area))


def _has_its_postcode(watch: WatchArea, application: Application) -> bool:
    return application.postcode is not None and application.postcode in watch.own_postcodes


def _where_words(watch: WatchArea, area: Area, site: Site, distance: float) -> str:
    wind = compass_direction(area.core, site.geometry) if distance >= NEAR_M else ""
    return where_words(watch, distance, wind, site.precision)


def where_words(watch: WatchArea, distance: float, wind: str, precision: SitePrecision) -> str:
    """How a site lies to the core of an area: `60 m north-east of NW5 1TL`, `in Highgate ward`; the `wind` in which it
    lies is not asked of what is nearer than `NEAR_M`.
    """
    place = _core_words(watch)
    if distance >= NEAR_M:
        words = f"{distance:,.0f} m {wind} of {place}" if wind else f"{distance:,.0f} m from {place}"
    else:
        words = f"at {place}" if watch.name.kind is AreaKind.CIRCLE else f"in {place}"
    return f"{words} (placed by its postcode)" if precision is SitePrecision.POSTCODE else words


def _outside_words(watch: WatchArea, area: Area) -> str:
    place = _core_words(watch)
    return f"more than {area.margin_m:,.0f} m from {place}" if area.margin_m else f"outside {place}"


def _core_words(watch: WatchArea) -> str:
    """What distances to a watch area are measured from."""
    return (
        "the centre of your circle" if watch.name.kind is AreaKind.CIRCLE else watch.postcode or watch.label
    )


def _refuse(text: str) -> AreaName:
    words = _("“{text}” is not an area. Start again from the search box on the home page.")
    raise AreaRefused(words.format(text=text[:60]))
