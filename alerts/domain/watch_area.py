"""A place that somebody watches: one geometry, one margin, and how it is named."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from alerts.domain.application import Application, ApplicationKey
from alerts.domain.errors import AreaRefused
from geo.area import Area, distance_m, touches

MAX_RADIUS_M = 5_000
DEFAULT_RADIUS_M = 100


class AreaKind(StrEnum):
    """The kinds of watch area, as they stand in an area's name."""

    POSTCODE = "postcode"
    WARD = "ward"
    AUTHORITY = "authority"
    CIRCLE = "circle"
    SHAPE = "shape"
    APPLICATION = "application"


class AreaName(NamedTuple):
    """An area as forms and addresses name it, e.g. `postcode:NW51TL:400`."""

    kind: AreaKind
    rest: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.rest}"


@dataclass(frozen=True)
class WatchArea:
    """What is watched. `area` is None where the place is an attribute, not geometry: an authority whose
    own boundary is not needed, or one application wherever it lies. `authorities` are the local planning
    authorities that it touches, as far as boundaries are known.
    """

    name: AreaName
    label: str
    area: Area | None = None
    postcode: str | None = None
    authority: str | None = None
    application: ApplicationKey | None = None
    authorities: frozenset[str] = frozenset()
    vintage: str = ""


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
        raise AreaRefused(f"The distance must be a whole number of metres from 0 to {MAX_RADIUS_M:,}.")
    return int(text)


def reach(watch: WatchArea, application: Application) -> Reach:
    """Whether an application lies in a watch area: the one rule for every kind.

    An authority is watched by who decides the application, one application by its key, everything else
    by distance (EPSG:27700 metres) from the site to the area's core; the watched postcode itself always counts.
    """
    if watch.application is not None:
        is_followed = application.key.normalised == watch.application.normalised
        return Reach(is_followed, None, f"you follow {watch.application.reference}")
    if watch.authority is not None:
        return Reach(application.authority == watch.authority, None, f"in {watch.label}")
    if watch.area is None or application.site is None:
        return _by_postcode(watch, application)
    distance = distance_m(watch.area, application.site.geometry)
    if touches(watch.area, application.site.geometry):
        return Reach(True, distance, inside_words(watch, distance))
    return _by_postcode(watch, application, distance)


def inside_words(watch: WatchArea, distance_m: float) -> str:
    """Why an application at this distance from the core of a watch area is inside it."""
    if watch.name.kind is AreaKind.CIRCLE:
        return f"{distance_m:.0f} m from the centre of {watch.label}"
    if watch.name.kind is AreaKind.POSTCODE:
        place = watch.postcode or watch.label
        return f"in {place}" if distance_m < 1 else f"{distance_m:.0f} m from {place}"
    return f"in {watch.label}"


def _by_postcode(watch: WatchArea, application: Application, distance_m: float | None = None) -> Reach:
    if watch.postcode is not None and application.postcode == watch.postcode:
        return Reach(True, distance_m, f"its address is in {watch.postcode}")
    return Reach(False, distance_m, f"outside {watch.label}")


def _refuse(text: str) -> AreaName:
    raise AreaRefused(f"“{text[:60]}” is not an area. Start again from the search box on the home page.")
