"""A box between two meridians and two parallels as an area on the grid, where its sides are no straight lines."""

from math import isfinite

import shapely

from geo.area import Area
from geo.grid import geometry_to_grid

WEST, SOUTH, EAST, NORTH = -8.575, 49.925, 1.7799, 60.8399
"""How far the grid answers, which is all of Great Britain that has a register."""

_STEP_DEGREES = 0.01
"""Between two such corners a parallel bends away from a straight line by 2 cm at the most."""


def box_area(west: float, south: float, east: float, north: float) -> Area | None:
    """All within these degrees (WGS84), edges included, cut to Great Britain; None where it lies beside it.

    ValueError where west is not west of east, or south not south of north.
    """
    if not all(map(isfinite, (west, south, east, north))) or west >= east or south >= north:
        raise ValueError("a box goes from west to east and from south to north")
    cut = (max(west, WEST), max(south, SOUTH), min(east, EAST), min(north, NORTH))
    if cut[0] >= cut[2] or cut[1] >= cut[3]:
        return None
    return Area(geometry_to_grid(shapely.segmentize(shapely.box(*cut), _STEP_DEGREES)), 0.0)
