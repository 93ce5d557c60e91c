"""A feature's geometry as GeoJSON in degrees or grid metres, from either form that ArcGIS writes; never raises."""

import re
from enum import Enum, auto
from math import atan, degrees, exp, pi

from scheduler.feeds.reading.payload import RepeatedNames

_EARTH_RADIUS_M = 6_378_137.0
_LONGEST_M = 1e9
_AS_WRITTEN = frozenset({4326, 4258, 27700})
_MERCATOR = frozenset({3857, 102100, 102113, 900913})


class Projection(Enum):
    """What coordinates are. Degrees and National Grid metres are told apart where they are read."""

    AS_WRITTEN = auto()
    MERCATOR = auto()
    UNKNOWN = auto()


def projection_of(answer: dict[str, object]) -> Projection:
    """The projection that an answer or a geometry declares; as written where it says nothing, as GeoJSON need not."""
    if answer.get("spatialReference") is not None:
        reference = answer["spatialReference"]
        return _by_number(reference.get("wkid") if isinstance(reference, dict) else None)
    if answer.get("crs") is None:
        return Projection.AS_WRITTEN
    properties = answer["crs"].get("properties") if isinstance(answer["crs"], dict) else None
    called = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(called, str) or len(called) > 100:
        return Projection.UNKNOWN
    number = re.search(r"[0-9]{1,6}$", called, re.ASCII)
    return (
        Projection.AS_WRITTEN if called.endswith("CRS84") else _by_number(int(number[0]) if number else None)
    )


def as_geojson(geometry: object, declared: Projection) -> object:
    """The geometry as GeoJSON; as it came, fit only to be told of, where its form or projection is not known."""
    if not isinstance(geometry, dict) or isinstance(geometry, RepeatedNames):
        return geometry
    projection = projection_of(geometry) if geometry.get("spatialReference") else declared
    if projection is Projection.UNKNOWN:
        return f"in an unknown projection: {geometry.get('spatialReference') or 'the whole answer'}"[:200]
    found = geometry if "type" in geometry else _from_esri(geometry)
    if projection is Projection.AS_WRITTEN or not isinstance(found, dict):
        return found
    return {**found, "coordinates": _from_mercator(found.get("coordinates"))}


def is_point(geojson: object) -> bool:
    """Whether this is to be read as a position rather than an outline; what is neither is told of as a position."""
    if not isinstance(geojson, dict) or isinstance(geojson, RepeatedNames):
        return geojson is not None
    return str(geojson.get("type")).lower() == "point"


def _by_number(wkid: object) -> Projection:
    if not isinstance(wkid, int):
        return Projection.UNKNOWN
    if wkid in _MERCATOR:
        return Projection.MERCATOR
    return Projection.AS_WRITTEN if wkid in _AS_WRITTEN else Projection.UNKNOWN


def _from_esri(geometry: dict[str, object]) -> object:
    if "x" in geometry and "y" in geometry:
        return {"type": "Point", "coordinates": [geometry["x"], geometry["y"]]}
    rings = geometry.get("rings")
    if isinstance(rings, list):
        return {"type": "MultiPolygon", "coordinates": _polygons(rings)}
    return geometry if geometry else None


def _polygons(rings: list[object]) -> list[object]:
    """Rings sorted into polygons: a clockwise one is an outline, others are holes in the outline before them.

    Should a hole lie elsewhere its polygon is invalid, and is repaired or refused where outlines are read.
    """
    polygons: list[object] = []
    rings_of_last: list[object] = []
    for ring in rings:
        if not rings_of_last or _is_clockwise(ring):
            rings_of_last = []
            polygons.append(rings_of_last)
        rings_of_last.append(ring)
    return polygons


def _is_clockwise(ring: object) -> bool:
    vertices = ring if isinstance(ring, list) else []
    numbers = [vertex for vertex in map(_pair, vertices) if vertex is not None]
    turned = zip(numbers, numbers[1:] + numbers[:1], strict=True)
    return sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in turned) > 0


def _from_mercator(coordinates: object, depth: int = 3) -> object:
    """Coordinates of a point or of polygons, unprojected; whatever else stands there stays as it is."""
    position = _pair(coordinates)
    if position is not None:
        x, y = position
        return [degrees(x / _EARTH_RADIUS_M), degrees(2 * atan(exp(y / _EARTH_RADIUS_M)) - pi / 2)]
    if depth == 0 or not isinstance(coordinates, list):
        return coordinates
    return [_from_mercator(each, depth - 1) for each in coordinates]


def _pair(vertex: object) -> tuple[float, float] | None:
    if not isinstance(vertex, list) or len(vertex) < 2:
        return None
    x, y = vertex[0], vertex[1]
    return (float(x), float(y)) if _is_length(x) and _is_length(y) else None


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LONGEST_M
