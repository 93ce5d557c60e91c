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
        self._block, self._kept = block, kept

    def touching(self, point: shapely.Point, places: list[int]) -> list[bool]:
        """Which of a few places the point touches, by the measure of `geo.area.touches`."""
        x, y = point.x, point.y
        return [self._touches(point, x, y, place) for place in places]

    def _touches(self, point: shapely.Point, x: float, y: float, place: int) -> bool:
        places = self._block.places
        core, reach = places.core.item(place), places.reach.item(place)
        if core < 0:
            return bool(shapely.distance(shapely.Point(places.x[place], places.y[place]), point) <= reach)
        if self._block.cores.edges.item(core):
            square = edge_square(x, y, self._block.cores.ring(core))
            if square < (reach - _SLACK_M) ** 2:
                return True
            hull = places.outer.item(place) - reach
            between_centres = (places.x.item(place) - x) ** 2 + (places.y.item(place) - y) ** 2
            # Nearer to the centre the point may be in the ring.
            if square > (reach + _SLACK_M) ** 2 and between_centres > hull * hull:
                return False
        return self._kept.touches(core, point, reach)


def edge_square(x: float, y: float, ring: list[list[float]]) -> float:
    """The square of the distance from a point to the nearest edge of a ring, given by its corners."""
    nearest = inf
    ax, ay = ring[0]
    for bx, by in ring[1:]:
        east, north, ux, uy = x - ax, y - ay, bx - ax, by - ay
        along, length = east * ux + north * uy, ux * ux + uy * uy
        if along >= length:
            east, north = x - bx, y - by
        elif along > 0:
            east -= along / length * ux
            north -= along / length * uy
        nearest = min(nearest, east * east + north * north)
        ax, ay = bx, by
    return nearest
