"""A feed's site boundary: GeoJSON as feeds write it in, a valid polygon on the grid or a reason out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.grid import Floats
from geo.sites import NoPlace, PlaceNote, place

# A site of more is a district; checking and storing it would cost every match.
MAX_SITE_VERTICES = 10_000

# GEOS needs minutes to repair a star of 500 points and nothing for a bow-tie; only the small are repaired.
MAX_REPAIRED_VERTICES = 50


class NoBoundary(StrEnum):
    """Why a feed's geometry is no boundary, where it is not for its coordinates (`NoPlace`)."""

    EMPTY = "empty"
    MALFORMED = "malformed"
    TOO_MANY_VERTICES = "too-many-vertices"
    INVALID = "invalid"


class SiteNote(StrEnum):
    """What was done to read a boundary, beside `PlaceNote`."""

    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class SiteReading:
    """A valid boundary (EPSG:27700 metres, 2D), or why there is none."""

    geometry: Polygon | MultiPolygon | None
    reason: NoBoundary | NoPlace | None = None
    notes: tuple[PlaceNote | SiteNote, ...] = ()


class _Malformed(Exception):
    """Something in the GeoJSON is not what its place asks for."""


def read_site_geometry(geojson: object) -> SiteReading:
    """The boundary in a GeoJSON value: geometry, feature or collection, type names in any case.

    Coordinates may be WGS84 degrees or grid metres, decided for the whole by magnitude as `geo.sites` says. A
    third dimension is dropped, an open ring is closed, points and lines are passed over. Never raises.
    """
    try:
        polygons = [_rings(coordinates) for coordinates in _polygon_coordinates(geojson)]
        sizes = [len(ring) for rings in polygons for ring in rings]
        if not sizes:
            return SiteReading(None, NoBoundary.EMPTY)
        if sum(sizes) > MAX_SITE_VERTICES:
            return SiteReading(None, NoBoundary.TOO_MANY_VERTICES)
        vertices = np.array([_position(vertex) for rings in polygons for ring in rings for vertex in ring])
        placed = place(vertices)
        if placed.coordinates is None:
            return SiteReading(None, placed.reason)
        rings_on_grid = iter(np.split(placed.coordinates, np.cumsum(sizes)[:-1]))
        built = [_polygon([next(rings_on_grid) for _ in rings]) for rings in polygons]
    except _Malformed:
        return SiteReading(None, NoBoundary.MALFORMED)
    return _valid(built[0] if len(built) == 1 else MultiPolygon(built), placed.notes)


def _polygon_coordinates(geojson: object) -> Iterator[object]:
    """The coordinates of every polygon within, without recursion, so that no nesting is too deep."""
    waiting = [geojson]
    for _ in range(MAX_SITE_VERTICES):
        if not waiting:
            return
        value = waiting.pop()
        if not isinstance(value, dict):
            raise _Malformed
        match str(value.get("type")).lower():
            case "feature":
                waiting.append(value.get("geometry"))
            case "featurecollection":
                waiting.extend(_list(value.get("features")))
            case "geometrycollection":
                waiting.extend(_list(value.get("geometries")))
            case "polygon":
                yield value.get("coordinates")
            case "multipolygon":
                yield from _list(value.get("coordinates"))
            case "point" | "multipoint" | "linestring" | "multilinestring":
                continue
            case _:
                raise _Malformed
    raise _Malformed


def _rings(coordinates: object) -> list[list[Any]]:
    """The rings of one polygon that have any vertices."""
    return [ring for ring in map(_list, _list(coordinates)) if ring]


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _Malformed
    return value


def _position(vertex: object) -> tuple[float, float]:
    try:
        x, y = _list(vertex)[:2]
        return float(x), float(y)
    except (TypeError, ValueError, OverflowError) as error:
        raise _Malformed from error


def _polygon(rings: list[Floats]) -> Polygon:
    """A polygon of grid coordinates; an open ring is closed. Nothing is said of its validity."""
    closed = [ring if (ring[0] == ring[-1]).all() else np.vstack((ring, ring[:1])) for ring in rings]
    if not closed or min(map(len, closed)) < 4:
        raise _Malformed
    return Polygon(closed[0], closed[1:])


def _valid(geometry: Polygon | MultiPolygon, notes: tuple[PlaceNote, ...]) -> SiteReading:
    if geometry.is_valid:
        return SiteReading(geometry, None, notes)
    if shapely.get_num_coordinates(geometry) > MAX_REPAIRED_VERTICES:
        return SiteReading(None, NoBoundary.INVALID, notes)
    repaired = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if repaired.area == 0 or not isinstance(repaired, Polygon | MultiPolygon):
        return SiteReading(None, NoBoundary.INVALID, notes)
    return SiteReading(repaired, None, (*notes, SiteNote.REPAIRED))
