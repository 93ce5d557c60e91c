"""Geometry as the path data of SVG: cut to the frame, simplified to what can be seen, rounded to 0.1 px; pure."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
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
    pieces, room = [], most_vertices
    for line, is_ring in _lines(drawn):
        room -= len(line)
        if room < 0:
            break
        pieces.append(_piece(_tenths(frame.to_px(line)), is_ring))
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


def _lines(geometry: BaseGeometry) -> Iterator[tuple[Floats, bool]]:
    """The coordinates of every line, the largest first, and whether it is closed by the path itself."""
    parts = shapely.get_parts(geometry)
    for part in sorted(parts, key=lambda part: -float(part.length)):
        if part.geom_type == "Polygon":
            for ring in shapely.get_rings(part):
                yield shapely.get_coordinates(ring), True
        elif part.geom_type == "LineString":
            yield shapely.get_coordinates(part), False


def _tenths(coordinates: Floats) -> NDArray[np.int64]:
    return np.rint(coordinates * 10).astype(np.int64)


def _piece(tenths: NDArray[np.int64], is_ring: bool) -> str:
    """One line as path data, in steps from point to point: half as long as places."""
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if is_ring and len(steps):
        steps = steps[:-1]
    if not len(steps):
        return ""
    start = " ".join(_tenth(value) for value in tenths[0].tolist())
    rest = "".join(_joined(_tenth(dx), _tenth(dy)) for dx, dy in steps.tolist())
    return f"M{start}{rest}{'z' if is_ring else ''}"


def _joined(dx: str, dy: str) -> str:
    return f"l{dx}{dy}" if dy.startswith("-") else f"l{dx} {dy}"


def _tenth(value: int) -> str:
    return f"{value / 10:g}"
