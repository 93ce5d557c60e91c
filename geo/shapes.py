"""Shapes that people draw: GeoJSON or a circle in, something that can be watched out, or a refusal that helps.

The limits are settled from form to size, cheapest first, so that no shape costs more than milliseconds. A shape is
taken as drawn and never repaired: what a repair would watch is not what the person saw.
"""

from math import cos, isfinite, radians

import numpy as np
from shapely import Point, Polygon

from geo.area import Area
from geo.errors import OutsideGreatBritain, ShapeReason, ShapeRefused
from geo.grid import geometry_to_grid, is_in_great_britain, to_grid
from geo.site_geometry import SiteReading, read_site_geometry

__all__ = ["MAX_AREA_M2", "MAX_RADIUS_M", "MAX_VERTICES", "MIN_AREA_M2", "SiteReading", "circle"]
__all__ += ["read_drawn_shape", "read_site_geometry"]

MAX_VERTICES = 500
MIN_AREA_M2 = 10_000.0
MAX_AREA_M2 = 400_000_000.0
MAX_RADIUS_M = 5_000.0

_METRES_A_DEGREE = 111_320.0

_Positions = list[tuple[float, float]]

_REFUSALS = {
    ShapeReason.NOT_GEOJSON: "This is not a GeoJSON shape. Draw the area on the map, or upload a GeoJSON polygon.",
    ShapeReason.NOT_ONE_SHAPE: "Give one shape at a time. Keep the one you want to watch and remove the others.",
    ShapeReason.NOT_A_POLYGON: "The shape must be a single polygon. Draw a line round the area you want to watch.",
    ShapeReason.HAS_HOLES: "The shape has a hole in it. Draw its outline only, as one line.",
    ShapeReason.TOO_FEW_POINTS: "The shape needs at least three different corners. Add more corners.",
    ShapeReason.TOO_MANY_POINTS: f"The shape has more than {MAX_VERTICES} corners. Draw it more simply.",
    ShapeReason.BAD_COORDINATE: (
        "A corner of the shape is not a longitude and a latitude in degrees. Draw the area on the map, or export"
        " the file again in WGS84."
    ),
    ShapeReason.SWAPPED_COORDINATES: "Longitude comes first in GeoJSON. Swap the two numbers of every corner.",
    ShapeReason.NOT_CLOSED: "The outline is not closed. Its last corner must be the same as its first.",
    ShapeReason.CROSSES_ITSELF: (
        "The outline crosses or touches itself. Draw it again as one line round the area without crossing it."
    ),
    ShapeReason.OUTSIDE_GREAT_BRITAIN: (
        "Part of the shape is outside Great Britain. Draw it within England, Scotland or Wales."
    ),
    ShapeReason.TOO_SMALL: "The shape is smaller than 1 hectare (100 m by 100 m). Draw it larger.",
    ShapeReason.TOO_LARGE: "The shape is larger than 400 km². Draw it smaller, or watch a whole council instead.",
    ShapeReason.BAD_RADIUS: f"The radius must be from 0 to {MAX_RADIUS_M:,.0f} metres. Choose another.",
}


def read_drawn_shape(geojson: object) -> Polygon:
    """The polygon (EPSG:27700) of a shape drawn in WGS84 GeoJSON: a geometry, feature or collection of one.

    One ring without holes, at most 500 corners, valid as drawn, 1 ha to 400 km², within Great Britain. Raises
    ShapeRefused for every other JSON value, and nothing else.
    """
    positions = [_position(vertex) for vertex in _outline(_geometry(geojson))]
    _check_outline(positions)
    drawn = Polygon(positions)
    try:
        polygon = geometry_to_grid(drawn)
    except OutsideGreatBritain as error:
        raise _refused(ShapeReason.OUTSIDE_GREAT_BRITAIN) from error
    if polygon.area > MAX_AREA_M2:
        raise _refused(ShapeReason.TOO_LARGE)
    # As drawn and as stored: a line there and back along a parallel bends open on the grid.
    if not (drawn.is_valid and polygon.is_valid):
        raise _refused(ShapeReason.CROSSES_ITSELF)
    if polygon.area < MIN_AREA_M2:
        raise _refused(ShapeReason.TOO_SMALL)
    return polygon


def circle(lon: float, lat: float, radius_m: float) -> Area:
    """The watch area of all within `radius_m` metres of a WGS84 point; ShapeRefused outside the limits."""
    if not (isfinite(radius_m) and 0 <= radius_m <= MAX_RADIUS_M):
        raise _refused(ShapeReason.BAD_RADIUS)
    if not is_in_great_britain(lon, lat):
        raise _refused(ShapeReason.OUTSIDE_GREAT_BRITAIN)
    try:
        return Area(Point(to_grid(lon, lat)), float(radius_m))
    except OutsideGreatBritain as error:
        raise _refused(ShapeReason.OUTSIDE_GREAT_BRITAIN) from error


def _geometry(geojson: object) -> dict[object, object]:
    """The geometry within a feature within a collection of one, unwrapped in that order and no deeper."""
    value = geojson
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise _refused(ShapeReason.NOT_ONE_SHAPE)
        value = features[0]
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict):
        raise _refused(ShapeReason.NOT_GEOJSON)
    return value


def _outline(geometry: dict[object, object]) -> list[object]:
    """The one ring of a polygon, with few enough corners."""
    if geometry.get("type") != "Polygon":
        raise _refused(ShapeReason.NOT_A_POLYGON)
    rings = geometry.get("coordinates")
    if not isinstance(rings, list) or not rings or not isinstance(rings[0], list):
        raise _refused(ShapeReason.NOT_GEOJSON)
    if len(rings) > 1:
        raise _refused(ShapeReason.HAS_HOLES)
    # The closing corner repeats the first and is not counted.
    if len(rings[0]) > MAX_VERTICES + 1:
        raise _refused(ShapeReason.TOO_MANY_POINTS)
    return rings[0]


def _position(vertex: object) -> tuple[float, float]:
    """Longitude and latitude in degrees; a height after them is dropped."""
    if not isinstance(vertex, list) or not 2 <= len(vertex) <= 3:
        raise _refused(ShapeReason.BAD_COORDINATE)
    lon, lat = vertex[0], vertex[1]
    if not (_is_within(lon, 180) and _is_within(lat, 90)):
        raise _refused(ShapeReason.BAD_COORDINATE)
    return float(lon), float(lat)


def _is_within(number: object, limit: int) -> bool:
    # A comparison with NaN is false, and one with a whole number of any length is exact.
    return isinstance(number, int | float) and not isinstance(number, bool) and -limit <= number <= limit


def _check_outline(positions: _Positions) -> None:
    if len(set(positions)) < 3:
        raise _refused(ShapeReason.TOO_FEW_POINTS)
    if positions[0] != positions[-1]:
        raise _refused(ShapeReason.NOT_CLOSED)
    # Before the bounds: who draws the whole country and some sea is better told of councils.
    if _rough_area_m2(positions) > 1.1 * MAX_AREA_M2:
        raise _refused(ShapeReason.TOO_LARGE)
    if not all(is_in_great_britain(lon, lat) for lon, lat in positions):
        if all(is_in_great_britain(lat, lon) for lon, lat in positions):
            raise _refused(ShapeReason.SWAPPED_COORDINATES)
        raise _refused(ShapeReason.OUTSIDE_GREAT_BRITAIN)


def _rough_area_m2(positions: _Positions) -> float:
    """The area of an outline of degrees, within a few parts in a hundred at the size of a county."""
    lons, lats = np.array(positions).T
    shoelace = abs(float(np.dot(lons[:-1], lats[1:]) - np.dot(lons[1:], lats[:-1]))) / 2
    return shoelace * _METRES_A_DEGREE**2 * cos(radians(float(lats.mean())))


def _refused(reason: ShapeReason) -> ShapeRefused:
    return ShapeRefused(reason, _REFUSALS[reason])
