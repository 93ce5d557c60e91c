"""Shapes that people draw: a drawing or a circle in, something that can be watched out, or a refusal that helps.

The limits are settled from form to size, cheapest first, so that no shape costs more than milliseconds. A shape is
taken as drawn and never repaired: what a repair would watch is not what the person saw. Where only one shape can have
been meant, the refusal offers it.
"""

from math import isfinite
from typing import cast

import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon

from geo.area import Area
from geo.drawn.drawing import MAX_VERTICES, Drawing, Line
from geo.drawn.geojson import drawing_of
from geo.errors import OutsideGreatBritain, ShapeReason, ShapeRefused
from geo.grid import Geometry, geometry_to_grid, is_in_great_britain, to_grid
from geo.shape_checks import MAX_AREA_M2, bounds_of, check_lines, check_outlines, crossings
from geo.shape_offers import mended, where_it_crosses
from geo.site_geometry import SiteReading, read_site_geometry
from geo.tracks import closed, ends_meet, thinned

__all__ = ["MAX_AREA_M2", "MAX_RADIUS_M", "MAX_VERTICES", "MIN_AREA_M2", "SiteReading", "area_of", "circle"]
__all__ += ["polygon_of", "read_drawn_shape", "read_site_geometry"]

MIN_AREA_M2 = 10_000.0
MAX_RADIUS_M = 5_000.0

_MOST_CROSSINGS = 2_000
"""Of outlines with one another: each is a corner of the area that they are together."""


def read_drawn_shape(geojson: object) -> Polygon | MultiPolygon:
    """The polygon (EPSG:27700) of a GeoJSON value in WGS84. Raises ShapeRefused for every other value."""
    return polygon_of(drawing_of(geojson))


def area_of(drawn: Drawing, corridor_m: float | None = None) -> Area:
    """The watch area of a drawing: its outlines together, or all within `corridor_m` metres of its lines.

    Raises ShapeRefused.
    """
    if corridor_m is None or drawn.outlines:
        return Area(polygon_of(drawn), 0.0)
    if not (isfinite(corridor_m) and 1 <= corridor_m <= MAX_RADIUS_M):
        raise ShapeRefused(ShapeReason.BAD_RADIUS)
    lines = thinned(drawn.lines) if drawn.is_recorded else list(drawn.lines)
    check_lines(lines)
    on_grid = _on_grid(MultiLineString([LineString(line) for line in lines]))
    if on_grid.length * 2 * corridor_m > MAX_AREA_M2:
        raise ShapeRefused(ShapeReason.TOO_LARGE)
    return Area(on_grid, float(corridor_m))


def polygon_of(drawn: Drawing) -> Polygon | MultiPolygon:
    """All outlines of a drawing as one shape (EPSG:27700), closed lines among them.

    Outlines without holes, at most 500 corners, valid as drawn, 1 ha to 400 km², within Great Britain. Raises
    ShapeRefused for everything else, and nothing else.
    """
    outlines = drawn.outlines or _closed_lines(drawn)
    check_outlines(outlines)
    parts = [_polygon(outline, is_alone=len(outlines) == 1) for outline in outlines]
    if len(outlines) > 1 and crossings(outlines) > _MOST_CROSSINGS:
        raise ShapeRefused(ShapeReason.TOO_TANGLED)
    whole = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    if whole.area > MAX_AREA_M2:
        raise ShapeRefused(ShapeReason.TOO_LARGE, bounds=bounds_of(outlines))
    if whole.area < MIN_AREA_M2:
        raise ShapeRefused(ShapeReason.TOO_SMALL)
    return cast("Polygon | MultiPolygon", whole)


def circle(lon: float, lat: float, radius_m: float) -> Area:
    """The watch area of all within `radius_m` metres of a WGS84 point; ShapeRefused outside the limits."""
    if not (isfinite(radius_m) and 0 <= radius_m <= MAX_RADIUS_M):
        raise ShapeRefused(ShapeReason.BAD_RADIUS)
    if not is_in_great_britain(lon, lat):
        raise ShapeRefused(ShapeReason.OUTSIDE_GREAT_BRITAIN)
    try:
        return Area(Point(to_grid(lon, lat)), float(radius_m))
    except OutsideGreatBritain as error:
        raise ShapeRefused(ShapeReason.OUTSIDE_GREAT_BRITAIN) from error


def _polygon(outline: Line, *, is_alone: bool) -> Polygon:
    drawn = Polygon(outline)
    polygon = _on_grid(drawn)
    # As drawn and as stored: a line there and back along a parallel bends open on the grid.
    if drawn.is_valid and polygon.is_valid:
        return polygon
    offer = mended(polygon, MIN_AREA_M2, MAX_AREA_M2) if is_alone else None
    raise ShapeRefused(ShapeReason.CROSSES_ITSELF, near=where_it_crosses(drawn), offer=offer)


def _closed_lines(drawn: Drawing) -> tuple[Line, ...]:
    """Lines that end where they began; a recorded one ends nearby."""
    if drawn.is_recorded:
        if not all(ends_meet(line) for line in drawn.lines):
            raise ShapeRefused(ShapeReason.OPEN_LINE)
        return tuple(map(closed, thinned(drawn.lines)))
    if any(line[:1] != line[-1:] for line in drawn.lines):
        raise ShapeRefused(ShapeReason.OPEN_LINE)
    return drawn.lines


def _on_grid(shape: Geometry) -> Geometry:
    try:
        return geometry_to_grid(shape)
    except OutsideGreatBritain as error:
        raise ShapeRefused(ShapeReason.OUTSIDE_GREAT_BRITAIN) from error
