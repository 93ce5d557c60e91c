"""The one shape that was clearly meant by a drawing that cannot be watched: offered, and never taken unasked; pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon

from geo.errors import OutsideGreatBritain
from geo.grid import geometry_to_lonlat
from geo.site_geometry import MAX_REPAIRED_VERTICES

_WHERE = re.compile(r"\[(-?[0-9.]+) (-?[0-9.]+)\]")
_NEARLY_ALL = 0.99
_LEAST_WIDTH_M = 10.0
"""Of an area by the length of its edge: thinner ones come of a line drawn there and back."""


def geometry_of(outlines: Iterable[Sequence[tuple[float, float]]]) -> dict[str, Any]:
    """Outlines of degrees as a GeoJSON geometry."""
    rings = [[[round(lon, 7), round(lat, 7)] for lon, lat in outline] for outline in outlines]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def where_it_crosses(drawn: Polygon) -> tuple[float, float] | None:
    """Longitude and latitude of the first place where an outline meets itself."""
    found = _WHERE.search(shapely.is_valid_reason(drawn))
    return (float(found[1]), float(found[2])) if found else None


def mended(crossed: Polygon, least_m2: float, most_m2: float) -> dict[str, Any] | None:
    """The shape (from metres of the grid) without its crossing, where all but a sliver is one piece without a hole.

    Only of few corners: GEOS needs minutes to mend a star of 500.
    """
    if shapely.get_num_coordinates(crossed) > MAX_REPAIRED_VERTICES:
        return None
    whole = shapely.make_valid(crossed, method="structure", keep_collapsed=False)
    parts = list(whole.geoms) if isinstance(whole, MultiPolygon) else [whole]
    largest = max(parts, key=lambda part: part.area)
    if not isinstance(largest, Polygon) or largest.interiors or largest.area < _NEARLY_ALL * whole.area:
        return None
    if not max(least_m2, _LEAST_WIDTH_M * largest.length) <= largest.area <= most_m2:
        return None
    try:
        return geometry_of([shapely.get_coordinates(geometry_to_lonlat(largest.exterior)).tolist()])
    except OutsideGreatBritain:
        return None
