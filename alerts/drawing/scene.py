"""What a map shows: sites, and the ground they lie on. Geometry in EPSG:27700 metres."""

from dataclasses import dataclass
from typing import NamedTuple

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from alerts.domain.stage import SiteStage, stage_of

__all__ = ["MapContext", "MapSite", "Outline", "PostcodeLabel", "SiteStage", "stage_of"]


@dataclass(frozen=True, slots=True)
class MapSite:
    """An application's site under the number that the list beside the map gives it.

    `geometry` is a point or a boundary in EPSG:27700 metres. `link` is a path of this site, a fragment or an
    absolute http(s) address; anything else is not linked.
    """

    number: int
    geometry: BaseGeometry
    stage: SiteStage
    label: str
    link: str


class Outline(NamedTuple):
    """A ward or an authority by name, with its boundary in EPSG:27700 metres."""

    name: str
    geometry: BaseGeometry


class PostcodeLabel(NamedTuple):
    """A postcode, sector or district as people write it, at its grid point (EPSG:27700 metres)."""

    text: str
    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class MapContext:
    """The ground under the sites: cells of postcodes, outlines, and postcodes worth naming, best first."""

    cells: tuple[Polygon, ...] = ()
    outlines: tuple[Outline, ...] = ()
    postcodes: tuple[PostcodeLabel, ...] = ()
