"""One site at a time against a block: the steps of `geo.pack_settle` with as few calls as can be."""

from functools import cached_property
from math import hypot, isfinite
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.pack_arrays import where
from geo.pack_block import Block
from geo.pack_cover import Cover, cover_of
from geo.pack_decoder import Decoder

# The cover of a block is worth building once so many of its places have been asked about as one question each.
_PLACES_A_QUESTION = 10_000
# A site that reaches further is in many squares, and asked about as many sites are.
_WIDEST_M = 2_000.0
# Far more than the rounding of 32-bit numbers, in which the discs of areas are added to and squared.
_ROUNDING, _SLACK_M = 1e-6, 1e-3


class OneSite(NamedTuple):
    """A site between two discs, as in `geo.pack_discs`, and its box; a point has discs of no size."""

    geometry: BaseGeometry
    x: float
    y: float
    inside: float
    hull: float
    west: float
    south: float
    east: float
    north: float

    @property
    def is_wide(self) -> bool:
        return max(self.east - self.west, self.north - self.south) > _WIDEST_M


def one_site(geometry: BaseGeometry) -> OneSite | None:
    """A site in EPSG:27700, or None where it is empty or of no finite place, for it touches nothing."""
    if isinstance(geometry, Point):
        return _one_point(geometry)
    west, south, east, north = shapely.bounds(geometry).tolist()
    if not (isfinite(west) and isfinite(south) and isfinite(east) and isfinite(north)):
        return None
    x, y = (west + east) / 2, (south + north) / 2
    apart = float(shapely.distance(geometry, Point(x, y)))
    inside = -apart * (1 + _ROUNDING) - _SLACK_M
    hull = hypot(east - west, north - south) / 2 * (1 + _ROUNDING) + _SLACK_M
    return OneSite(geometry, x, y, inside, hull, west, south, east, north)


def _one_point(point: Point) -> OneSite | None:
    try:
        x, y = point.x, point.y
    except shapely.GEOSException:  # it is empty
        return None
    return OneSite(point, x, y, 0.0, 0.0, x, y, x, y) if isfinite(x) and isfinite(y) else None


class OneByOne:
    """Asks one block about one site at a time, once that has been done often enough to be worth the cover."""

    def __init__(self, block: Block, decoder: Decoder) -> None:
        self._block, self._decoder = block, decoder
        self._asked = 0

    @cached_property
    def _cover(self) -> Cover:
        places = self._block.places
        return cover_of(places.x, places.y, places.outer)

    def touching(self, site: OneSite) -> NDArray[Any] | None:
        """The places that the site touches, in no order; None where it is to be asked about as many sites are."""
        self._asked += 1
        if site.is_wide or self._asked * _PLACES_A_QUESTION < len(self._block):
            return None
        near = self._cover.near(site.west, site.south, site.east, site.north)
        touching, unsure = self._by_discs(site, near)
        if len(unsure):
            touching[unsure] = self._decoder.touching_one(site.geometry, near[unsure])
        touched: NDArray[Any] = near[touching]
        return touched

    def _by_discs(self, site: OneSite, near: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Which of the places the site surely touches, and the positions of those that it may."""
        places = self._block.places
        squares, north = places.x.take(near), places.y.take(near)
        squares -= site.x
        north -= site.y
        squares *= squares
        north *= north
        squares += north
        inner, outer = places.inner.take(near), places.outer.take(near)
        if site.hull:
            inner += site.inside
            outer += site.hull
        np.maximum(inner, 0.0, out=inner)
        inner *= inner
        outer *= outer
        surely: NDArray[np.bool_] = squares < inner
        # Who surely touches is near as well, so that these are the rest of the near.
        return surely, where((squares <= outer) ^ surely)
