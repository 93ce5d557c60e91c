"""Postcode unit polygons: the cell of one point among its neighbours, made on demand by clipping; pure.

A cell is the ground nearer to its point than to any other, within a disc: the Voronoi cell, cut at `CAP_M`. No
tessellation is built or stored: a neighbour at distance d can only cut a cell that reaches d / 2 from its point,
so neighbours are taken in order of distance until the next is too far to matter. The answer is the cell of the
diagram of the whole country.
"""

from collections.abc import Callable
from math import cos, hypot, pi, sin

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

# Keeps the cells of coast and moorland sane; 99.98 % of London's cells reach less far.
CAP_M = 1_000.0
_CAP_SIDES = 64
_FIRST_WINDOW_M = 150.0
# Coordinates are whole metres or projected to the millimetre: what is nearer is the same point.
_SAME_POINT_M = 0.001
_ROUNDING_M2 = 1e-6

# All points, an n × 2 array of eastings and northings, at least of those within a distance of a grid point.
PointsWithin = Callable[[float, float, float], NDArray[np.int32]]
_Vertices = list[tuple[float, float]]


def cell_at(easting: float, northing: float, points_within: PointsWithin) -> Polygon:
    """The cell of a grid point among the points that `points_within` gives, in EPSG:27700 metres.

    The point itself may be among them or not; points at the same place share a cell.
    """
    corners = [2 * pi * side / _CAP_SIDES for side in range(_CAP_SIDES)]
    vertices = [(CAP_M * cos(angle), CAP_M * sin(angle)) for angle in corners]
    reach, seen, window = CAP_M, _SAME_POINT_M, _FIRST_WINDOW_M
    while True:
        for distance, x, y in _neighbours(
            points_within(easting, northing, window), easting, northing, seen, window
        ):
            if distance > 2 * reach:
                break
            clipped = _clipped(vertices, x, y)
            if clipped is not vertices:
                vertices = clipped
                reach = max(hypot(*vertex) for vertex in vertices)
        if window >= 2 * reach:
            return Polygon([(easting + x, northing + y) for x, y in vertices])
        seen, window = window, min(2 * window, 2 * reach)


def _neighbours(
    points: NDArray[np.int32], easting: float, northing: float, beyond: float, within: float
) -> list[tuple[float, float, float]]:
    """Distance and offset of the points in a ring round a point, nearest first."""
    offsets = points - np.array((easting, northing))
    distances = np.hypot(offsets[:, 0], offsets[:, 1])
    in_ring = (beyond < distances) & (distances <= within)
    rows = np.column_stack((distances[in_ring], offsets[in_ring]))
    return [tuple(row) for row in rows[rows[:, 0].argsort(kind="stable")].tolist()]


def _clipped(vertices: _Vertices, x: float, y: float) -> _Vertices:
    """The part of a convex polygon nearer to the origin than to (x, y); the same list where nothing is cut.

    Sutherland and Hodgman's clipping, by the one line that halves the way to the neighbour.
    """
    limit = (x * x + y * y) / 2
    beyond = [vx * x + vy * y - limit for vx, vy in vertices]
    # Square metres: a cut thinner than a hair is the rounding of one made before, at a corner of many cells.
    if max(beyond) <= _ROUNDING_M2:
        return vertices
    kept: _Vertices = []
    previous, previous_beyond = vertices[-1], beyond[-1]
    for vertex, vertex_beyond in zip(vertices, beyond, strict=True):
        if (vertex_beyond <= 0) != (previous_beyond <= 0):
            share = previous_beyond / (previous_beyond - vertex_beyond)
            kept.append(
                (
                    previous[0] + share * (vertex[0] - previous[0]),
                    previous[1] + share * (vertex[1] - previous[1]),
                )
            )
        if vertex_beyond <= 0:
            kept.append(vertex)
        previous, previous_beyond = vertex, vertex_beyond
    return kept
