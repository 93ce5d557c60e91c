"""Where an application is, as GeoRSS-Simple has it: latitude before longitude, WGS84; pure."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from alerts.domain.application import Site
from geo.grid import geometry_to_lonlat

GEORSS = "http://www.georss.org/georss"
_TO_A_METRE = 1.0
_MOST_CORNERS = 500


def georss(site: Site | None) -> Iterator[tuple[str, str]]:
    """The elements that place an item: the outline of its largest part where it has one, or else its middle."""
    if site is None:
        return
    ring = _outer_ring(site.geometry)
    if ring is None:
        yield "georss:point", _pairs(site.geometry.centroid)
    else:
        yield "georss:polygon", _pairs(ring)


def _outer_ring(geometry: BaseGeometry) -> BaseGeometry | None:
    """Of a polygon, or of the largest of several, to a metre; None of what is none or too winding for a feed."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    if not parts:
        return None
    largest = max(parts, key=lambda part: part.area)
    ring: BaseGeometry = largest.exterior.simplify(_TO_A_METRE)
    return ring if 4 <= shapely.get_num_coordinates(ring) <= _MOST_CORNERS else None


def _pairs(geometry: BaseGeometry) -> str:
    there = geometry_to_lonlat(geometry)
    return " ".join(f"{lat:.6f} {lon:.6f}" for lon, lat in shapely.get_coordinates(there))
