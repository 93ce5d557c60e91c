"""A constraint area's published shape: GeoJSON or WKT in, valid polygons on the grid or a reason out."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.site_geometry import MAX_REPAIRED_VERTICES, NoBoundary, SiteNote, SiteReading
from geo.sites import PlaceNote, place

# A county-wide direction with every kerb drawn; more would cost each look at an application beside it.
MAX_VERTICES = 100_000

# Rounding to six decimals makes an outline of thousands of points cross itself here and there, which is repaired in
# milliseconds. What makes a repair slow is not points but crossings: a star of 500 has 40,000 and takes minutes.
MAX_CROSSINGS = 100
_BOXES_A_SIDE = 16
_PAIRS_AT_ONCE = 200_000

_POLYGONS = (shapely.GeometryType.POLYGON,)
_COLLECTIONS = (shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.GEOMETRYCOLLECTION)


def read_shape(published: object) -> SiteReading:
    """The polygons (EPSG:27700 metres, 2D) of a GeoJSON geometry or a WKT text in WGS84 degrees. Never raises.

    Swapped coordinates are swapped back with a note, heights dropped, open rings of GeoJSON closed, points and
    lines passed over. A shape of which any part lies outside Great Britain is refused whole.
    """
    try:
        polygons = _polygons(_parsed(published))
    except (shapely.GEOSException, ValueError, TypeError, LookupError, RecursionError):
        return SiteReading(None, NoBoundary.MALFORMED)
    if not len(polygons):
        return SiteReading(None, NoBoundary.EMPTY)
    flat = shapely.force_2d(polygons)
    coordinates = shapely.get_coordinates(flat)
    if len(coordinates) > MAX_VERTICES:
        return SiteReading(None, NoBoundary.TOO_MANY_VERTICES)
    placed = place(coordinates)
    if placed.coordinates is None:
        return SiteReading(None, placed.reason)
    parts = shapely.set_coordinates(flat, placed.coordinates)
    return _valid(parts[0] if len(parts) == 1 else MultiPolygon(parts.tolist()), placed.notes)


def _parsed(published: object) -> BaseGeometry | None:
    """The geometry; None for no text and no value, which both mean that nothing was published."""
    if published is None or published == "":
        return None
    if isinstance(published, str):
        # Not a number and infinity are refused by `place`, with words.
        with np.errstate(invalid="ignore"):
            return shapely.from_wkt(published)
    return shapely.from_geojson(json.dumps(_closed(published)))


def _closed(geojson: Any) -> Any:
    """The GeoJSON with open rings closed."""
    if not isinstance(geojson, Mapping):
        raise TypeError("a geometry is an object")
    if geojson.get("type") == "Polygon":
        return {**geojson, "coordinates": [_ring(ring) for ring in geojson["coordinates"]]}
    if geojson.get("type") == "MultiPolygon":
        parts = [[_ring(ring) for ring in part] for part in geojson["coordinates"]]
        return {**geojson, "coordinates": parts}
    if geojson.get("type") == "GeometryCollection":
        return {**geojson, "geometries": [_closed(part) for part in geojson["geometries"]]}
    return geojson


def _ring(ring: Any) -> Any:
    return [*ring, ring[0]] if ring and ring[0] != ring[-1] else ring


def _polygons(geometry: BaseGeometry | None) -> Any:
    """An array of all polygons within that are somewhere, however deep they lie in collections."""
    parts = np.array([] if geometry is None else [geometry], dtype=object)
    while np.isin(shapely.get_type_id(parts), _COLLECTIONS).any():
        parts = shapely.get_parts(parts)
    return parts[np.isin(shapely.get_type_id(parts), _POLYGONS) & ~shapely.is_empty(parts)]


def _valid(geometry: Polygon | MultiPolygon, notes: tuple[PlaceNote, ...]) -> SiteReading:
    if geometry.is_valid:
        return SiteReading(geometry, None, notes)
    if not _is_cheap_to_repair(geometry):
        return SiteReading(None, NoBoundary.INVALID, notes)
    repaired = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if repaired.area == 0 or not isinstance(repaired, Polygon | MultiPolygon):
        return SiteReading(None, NoBoundary.INVALID, notes)
    return SiteReading(repaired, None, (*notes, SiteNote.REPAIRED))


def _is_cheap_to_repair(geometry: Polygon | MultiPolygon) -> bool:
    """Whether few of its sides cross; to find that out is bounded too, by the sides whose boxes meet."""
    if shapely.get_num_coordinates(geometry) <= MAX_REPAIRED_VERTICES:
        return True
    sides = _sides(geometry)
    meetings = _meetings(sides)
    if meetings is None:
        return False
    crossings = 0
    for start in range(0, meetings.shape[1], _PAIRS_AT_ONCE):
        first, second = meetings[:, start : start + _PAIRS_AT_ONCE]
        crossings += int(shapely.crosses(sides[first], sides[second]).sum())
        if crossings > MAX_CROSSINGS:
            return False
    return True


def _meetings(sides: Any) -> Any:
    """The pairs of sides whose boxes meet, in two rows; None where they are far more than the sides."""
    tree, at_once = shapely.STRtree(sides), max(1, _PAIRS_AT_ONCE // len(sides))
    found, count = [], 0
    for start in range(0, len(sides), at_once):
        pairs = tree.query(sides[start : start + at_once])
        pairs[0] += start
        count += pairs.shape[1]
        if count > _BOXES_A_SIDE * len(sides):
            return None
        # Each pair is found from both its sides.
        found.append(pairs[:, pairs[0] < pairs[1]])
    return np.concatenate(found, axis=1)


def _sides(geometry: Polygon | MultiPolygon) -> Any:
    """Every side of every ring as a line of two points."""
    rings = shapely.get_rings(shapely.get_parts(geometry))
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    is_side = ring[:-1] == ring[1:]
    return shapely.linestrings(np.stack((coordinates[:-1][is_side], coordinates[1:][is_side]), axis=1))
