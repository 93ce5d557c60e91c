"""Geometries between two discs, so that most pairs are settled by the distance of two centres; pure."""

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.pack_arrays import expanded, where
from geo.pack_cores import Cores

# Radii are kept as 32-bit numbers and squared as such: this much is far more than the rounding of that.
_ROUNDING = 4e-7
SLACK_M = 1e-4

_Metres = NDArray[np.float64]


class Discs(NamedTuple):
    """A centre; `hull` reaches beyond every vertex. The disc of `inside` lies in the geometry if it is positive,

    and the disc of `-inside` reaches the geometry if it is negative. All metres.
    """

    x: _Metres
    y: _Metres
    inside: _Metres
    hull: _Metres


def discs_of(geometries: NDArray[Any]) -> Discs:
    """Discs of geometries that are not empty."""
    west, south, east, north = shapely.bounds(geometries).reshape(-1, 4).T
    x, y = (west + east) / 2, (south + north) / 2
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    squares = (coordinates[:, 0] - x[owner]) ** 2 + (coordinates[:, 1] - y[owner]) ** 2
    firsts = where(np.diff(owner, prepend=-1))
    hull = np.sqrt(np.maximum.reduceat(squares, firsts)) if len(squares) else np.zeros(0)
    return Discs(x, y, _inside(geometries, np.asarray(shapely.points(x, y), dtype=object)), hull)


def _inside(geometries: NDArray[Any], centres: NDArray[Any]) -> _Metres:
    inside: _Metres = -shapely.distance(geometries, centres)
    kinds = shapely.get_type_id(geometries)
    has_land = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    around = where(has_land & (inside == 0))
    inside[around] = shapely.distance(shapely.boundary(geometries[around]), centres[around])
    return inside


def at_least(metres: _Metres) -> NDArray[np.float32]:
    """No less than these metres, whatever rounding does."""
    return (metres * (1 + _ROUNDING) + SLACK_M).astype(np.float32)


def at_most(metres: _Metres) -> NDArray[np.float32]:
    """No more than these metres, whatever rounding does."""
    return (metres - np.abs(metres) * _ROUNDING - SLACK_M).astype(np.float32)


def edge_squares(x: _Metres, y: _Metres, cores: Cores, numbers: NDArray[Any]) -> _Metres:
    """The square of the distance from each point to the nearest edge of a plain core."""
    if not len(numbers):
        return np.zeros(0)
    counts = cores.edges[numbers]
    run, corner = expanded(cores.first_corner(numbers), counts)
    corners = cores.corners
    here, there = corners[corner], corners[corner + 1]
    ax, ay = here[:, 0], here[:, 1]
    ux, uy = there[:, 0] - ax, there[:, 1] - ay
    px, py = x[run] - ax, y[run] - ay
    # An edge of no length is its corner, wherever along it the foot is said to be.
    along = (px * ux + py * uy) / np.maximum(ux * ux + uy * uy, 1e-300)
    np.maximum(along, 0.0, out=along)
    np.minimum(along, 1.0, out=along)
    px -= along * ux
    py -= along * uy
    return np.asarray(np.minimum.reduceat(px * px + py * py, counts.cumsum() - counts))
