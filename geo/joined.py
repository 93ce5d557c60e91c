"""Several areas as one: everything that touched any of them touches it, and next to nothing else; pure."""

from collections.abc import Sequence
from math import cos, pi

import shapely
from shapely.geometry.base import BaseGeometry

from geo.area import Area

_SEGMENTS = 32
_OUTSIDE = 1.01 / cos(pi / (4 * _SEGMENTS))
"""A drawn circle's sides cut it short, and a drawn edge is up to a hundredth off: a site more is told, none is lost."""


def joined(areas: Sequence[Area]) -> Area:
    """The area of all. Cores that are all polygons keep what distance they share; others are grown to their edge."""
    shared = min(area.margin_m for area in areas)
    if not all(area.core.geom_type in ("Polygon", "MultiPolygon") for area in areas):
        shared = 0.0
    return Area(shapely.union_all([_grown(area, area.margin_m - shared) for area in areas]), shared)


def _grown(area: Area, by_m: float) -> BaseGeometry:
    return area.core.buffer(by_m * _OUTSIDE, quad_segs=_SEGMENTS) if by_m else area.core
