"""The last word of GEOS on pairs that nothing cheaper settles; decodes the cores that it needs and keeps some."""

from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.pack_arrays import where
from geo.pack_block import Block
from geo.pack_kept import KeptCores
from geo.pack_pairs import Pairs
from geo.pack_point import PointAndPlaces
from geo.pack_sites import Sites

# A bulk has its own order and asks for each core once; only what single sites ask for is kept.
_FEW = 64
# So few are asked one by one about a point.
_FEW_PLACES = 24
_SLACK_M = 0.001

_Geometries = NDArray[Any]


class Decoder:
    """Cores of one block as geometries; `decoded` and `asked` count the cores and the pairs that came to GEOS."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._kept = KeptCores(block.cores)
        self._points = PointAndPlaces(block, self._kept)
        self._lock = Lock()
        self._decoded = 0
        self.asked = 0

    @property
    def decoded(self) -> int:
        return self._decoded + self._kept.decoded

    def touching(self, sites: Sites, pairs: Pairs) -> Pairs:
        """Those of the pairs that touch, by the measure of `geo.area.touches`."""
        cores, shapes = self._cores(pairs.place), sites.geometries[pairs.site]
        reach = self._block.places.reach[pairs.place]
        if len(reach) > _FEW:
            near = where(_boxes_are_near(cores, shapes, reach))
            pairs, cores, shapes, reach = pairs.take(near), cores[near], shapes[near], reach[near]
        return pairs.take(where(self._distances(cores, shapes) <= reach))

    def touching_one(self, site: BaseGeometry, places: NDArray[Any]) -> list[bool] | NDArray[np.bool_]:
        """Which of some places one site touches, by the same measure."""
        if isinstance(site, Point) and len(places) <= _FEW_PLACES:
            return self._points.touching(site, places.tolist())
        near: NDArray[np.bool_] = (
            self._distances(self._cores(places), site) <= self._block.places.reach[places]
        )
        return near

    def distances(self, sites: Sites, pairs: Pairs) -> NDArray[np.float64]:
        """Metres between core and site of each pair."""
        return self._distances(self._cores(pairs.place), sites.geometries[pairs.site])

    def _distances(self, cores: _Geometries, shapes: _Geometries | BaseGeometry) -> NDArray[np.float64]:
        with self._lock:
            self.asked += len(cores)
        return np.asarray(shapely.distance(cores, shapes))

    def _cores(self, wanted: NDArray[Any]) -> _Geometries:
        places = self._block.places
        core = places.core[wanted]
        cores = np.empty(len(core), dtype=object)
        points, shaped = where(core < 0), where(core >= 0)
        if len(points):
            cores[points] = shapely.points(places.x[wanted[points]], places.y[wanted[points]])
        if len(shaped) > _FEW:
            numbers, which = np.unique(core[shaped], return_inverse=True)
            cores[shaped] = self._decode(numbers)[which]
        elif len(shaped):
            cores[shaped] = self._kept.geometries(core[shaped].tolist())
        return cores

    def _decode(self, numbers: NDArray[Any]) -> _Geometries:
        with self._lock:
            self._decoded += len(numbers)
        return self._block.cores.geometries(numbers)


def _boxes_are_near(cores: _Geometries, shapes: _Geometries, reach: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = shapely.bounds(cores).T
    site_west, site_south, site_east, site_north = shapely.bounds(shapes).T
    apart_x = np.maximum(west - site_east, site_west - east)
    apart_y = np.maximum(south - site_north, site_south - north)
    return np.asarray(np.maximum(apart_x, apart_y) <= reach + _SLACK_M)
