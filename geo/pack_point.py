"""Whether a single point touches a place that its centre leaves open: by the edges of a plain core, else by GEOS.

In plain numbers, since for a handful of edges a call of NumPy costs more than they do.
"""

from math import inf

import shapely

from geo.pack_block import Block
from geo.pack_kept import KeptCores

# Arithmetic of our own and that of GEOS may differ by a rounding; what lies so near the edge GEOS says.
_SLACK_M = 1e-6


class PointAndPlaces:
    """Asks places of one block about one point at a time."""

    def __init__(self, block: Block, kept: KeptCores) -> None:
        self._cores, self._kept = block.cores, kept
        places = block.places
        # Numbers one by one: what is bound here is not looked up anew for each.
        self._x, self._y, self._outer = places.x.item, places.y.item, places.outer.item
        self._core, self._reach, self._edges = places.core.item, places.reach.item, block.cores.edges.item

    def touching(self, point: shapely.Point, places: list[int]) -> list[bool]:
        """Which of a few places the point touches, by the measure of `geo.area.touches`."""
        x, y = point.x, point.y
        return [self._touches(point, x, y, place) for place in places]

    def _touches(self, point: shapely.Point, x: float, y: float, place: int) -> bool:
        core, reach = self._core(place), self._reach(place)
        if core < 0:
            return bool(shapely.distance(shapely.Point(self._x(place), self._y(place)), point) <= reach)
        if self._edges(core):
            enough = (reach - _SLACK_M) ** 2
            square = edge_square(x, y, self._cores.ring(core), enough)
            if square < enough:
                return True
            if square > (reach + _SLACK_M) ** 2:
                hull = self._outer(place) - reach
                # Nearer to the centre the point may be in the ring.
                if (self._x(place) - x) ** 2 + (self._y(place) - y) ** 2 > hull * hull:
                    return False
        return self._kept.touches(core, point, reach)


def edge_square(x: float, y: float, ring: list[float], enough: float) -> float:
    """The square of the distance from a point to the nearest edge of a ring, or to the first that is below `enough`.

    The ring is the easting and the northing of each of its corners in turn.
    """
    nearest = inf
    ax, ay = ring[0], ring[1]
    for bx, by in zip(ring[2::2], ring[3::2], strict=True):
        east, north, ux, uy = x - ax, y - ay, bx - ax, by - ay
        along, length = east * ux + north * uy, ux * ux + uy * uy
        if along >= length:
            east, north = x - bx, y - by
        elif along > 0:
            east -= along / length * ux
            north -= along / length * uy
        nearest = min(nearest, east * east + north * north)
        if nearest < enough:
            break
        ax, ay = bx, by
    return nearest
