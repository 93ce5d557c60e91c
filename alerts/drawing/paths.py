"""Geometry as the path data of SVG: cut to the frame, simplified to what can be seen, rounded to 0.1 px; pure."""

from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from alerts.drawing.frame import Floats, Frame

_SEEN_PX = 0.35
# Cut beyond the edge, so that the cut itself is not seen.
_BEYOND_PX = 8.0
# Few steps: each costs a line of thousands of corners a quarter of a second at the worst.
_COARSER = 5
_COARSEST_PX = 8.0


def path_of(geometry: BaseGeometry, frame: Frame, most_vertices: int = 1_500) -> str:
    """The path of a geometry (EPSG:27700 metres); empty where nothing of it is on the map.

    Where it would have more vertices than allowed it is drawn more coarsely, and at the last cut short.
    """
    shown = _cut(geometry, frame)
    tolerance_px = _SEEN_PX
    drawn = _simplified(shown, frame, tolerance_px)
    while shapely.get_num_coordinates(drawn) > most_vertices and tolerance_px < _COARSEST_PX:
        tolerance_px *= _COARSER
        drawn = _simplified(shown, frame, tolerance_px)
    lines, is_rings = _lines(drawn)
    points = _tenths(frame.to_px(shapely.get_coordinates(lines))).tolist()
    pieces, start = [], 0
    for is_ring, count in zip(is_rings, shapely.get_num_coordinates(lines).tolist(), strict=True):
        if start + count > most_vertices:
            break
        pieces.append(_piece(points[start : start + count], is_ring))
        start += count
    return "".join(pieces)


def edges(polygons: list[BaseGeometry]) -> BaseGeometry:
    """The lines between polygons, each once although two share it."""
    boundaries = shapely.boundary(np.array(polygons, dtype=object))
    return shapely.line_merge(shapely.union_all(boundaries))


def _cut(geometry: BaseGeometry, frame: Frame) -> BaseGeometry:
    west, south, east, north = frame.ground.buffer(
        _BEYOND_PX * frame.metres_per_px, join_style="mitre"
    ).bounds
    shown: BaseGeometry = shapely.clip_by_rect(geometry, west, south, east, north)
    return shown


def _simplified(geometry: BaseGeometry, frame: Frame, tolerance_px: float) -> BaseGeometry:
    simple: BaseGeometry = shapely.simplify(
        geometry, tolerance_px * frame.metres_per_px, preserve_topology=True
    )
    return simple


def _lines(geometry: BaseGeometry) -> tuple[NDArray[Any], list[bool]]:
    """Every line, those of the largest part first, and whether it is closed by the path itself."""
    parts = shapely.get_parts(geometry)
    parts = parts[np.argsort(-shapely.length(parts), kind="stable")]
    lines: list[BaseGeometry] = []
    is_rings: list[bool] = []
    for part, kind in zip(parts.tolist(), shapely.get_type_id(parts).tolist(), strict=True):
        if kind == GeometryType.POLYGON:
            rings = shapely.get_rings(part).tolist()
            lines += rings
            is_rings += [True] * len(rings)
        elif kind == GeometryType.LINESTRING:
            lines.append(part)
            is_rings.append(False)
    return np.array(lines, dtype=object), is_rings


def _tenths(coordinates: Floats) -> NDArray[np.int64]:
    return np.rint(coordinates * 10).astype(np.int64)


def _piece(tenths: list[list[int]], is_ring: bool) -> str:
    """One line as path data, in steps from point to point: half as long as places.

    In plain numbers, since most lines have a handful of points, and a map has a thousand of them.
    """
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(tenths) if ax != bx or ay != by]
    if is_ring:
        steps = steps[:-1]
    if not steps:
        return ""
    start = " ".join(_tenth(value) for value in tenths[0])
    rest = "".join(_joined(_tenth(dx), _tenth(dy)) for dx, dy in steps)
    return f"M{start}{rest}{'z' if is_ring else ''}"


def _joined(dx: str, dy: str) -> str:
    return f"l{dx}{dy}" if dy.startswith("-") else f"l{dx} {dy}"


def _tenth(value: int) -> str:
    return f"{value / 10:g}"
