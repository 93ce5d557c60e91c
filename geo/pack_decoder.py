"""The last word of GEOS on pairs that nothing cheaper settles; decodes the cores that it needs and keeps some."""

from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.pack_arrays import where
from geo.pack_block import Block
from geo.pack_pairs import Pairs
from geo.pack_sites import Sites

# A bulk has its own order and asks for each core once; only what single sites ask for is kept.
_FEW = 64
_MOST_KEPT_BYTES = 8_000_000
_SLACK_M = 0.001

_Geometries = NDArray[Any]


class Decoder:
    """Cores of one block as geometries; `decoded` and `asked` count the cores and the pairs that came to GEOS."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._kept: dict[int, Any] = {}
        self._kept_bytes = 0
        self._lock = Lock()
        self.decoded = 0
        self.asked = 0

    def touching(self, sites: Sites, pairs: Pairs) -> Pairs:
        """Those of the pairs that touch, by the measure of `geo.area.touches`."""
        cores, shapes = self._cores(pairs), sites.geometries[pairs.site]
        reach = self._block.places.reach[pairs.place]
        if len(reach) > _FEW:
            near = where(_boxes_are_near(cores, shapes, reach))
            pairs, cores, shapes, reach = pairs.take(near), cores[near], shapes[near], reach[near]
        return pairs.take(where(self._distances(cores, shapes) <= reach))

    def distances(self, sites: Sites, pairs: Pairs) -> NDArray[np.float64]:
        """Metres between core and site of each pair."""
        return self._distances(self._cores(pairs), sites.geometries[pairs.site])

    def _distances(self, cores: _Geometries, shapes: _Geometries) -> NDArray[np.float64]:
        with self._lock:
            self.asked += len(cores)
        return np.asarray(shapely.distance(cores, shapes))

    def _cores(self, pairs: Pairs) -> _Geometries:
        places = self._block.places
        core = places.core[pairs.place]
        cores = np.empty(len(core), dtype=object)
        points, shaped = where(core < 0), where(core >= 0)
        if len(points):
            cores[points] = shapely.points(places.x[pairs.place[points]], places.y[pairs.place[points]])
        if len(shaped) > _FEW:
            numbers, which = np.unique(core[shaped], return_inverse=True)
            cores[shaped] = self._decode(numbers)[which]
        elif len(shaped):
            cores[shaped] = self._remembered(core[shaped].tolist())
        return cores

    def _remembered(self, wanted: list[int]) -> _Geometries:
        kept = self._kept
        missing = {number for number in wanted if number not in kept}
        found = {number: kept[number] for number in wanted if number not in missing}
        if missing:
            numbers = np.array(sorted(missing), dtype=np.int64)
            new = dict(zip(numbers.tolist(), self._decode(numbers), strict=True))
            found.update(new)
            with self._lock:
                self._keep(new, int(self._block.cores.lengths[numbers].sum()))
        geometries = np.empty(len(wanted), dtype=object)
        geometries[:] = [found[number] for number in wanted]
        return geometries

    def _keep(self, new: dict[int, Any], size: int) -> None:
        if self._kept_bytes + size > _MOST_KEPT_BYTES:
            self._kept, self._kept_bytes = {}, 0
        if size <= _MOST_KEPT_BYTES:
            self._kept.update(new)
            self._kept_bytes += size

    def _decode(self, numbers: NDArray[Any]) -> _Geometries:
        with self._lock:
            self.decoded += len(numbers)
        return self._block.cores.geometries(numbers)


def _boxes_are_near(cores: _Geometries, shapes: _Geometries, reach: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = shapely.bounds(cores).T
    site_west, site_south, site_east, site_north = shapely.bounds(shapes).T
    apart_x = np.maximum(west - site_east, site_west - east)
    apart_y = np.maximum(south - site_north, site_south - north)
    return np.asarray(np.maximum(apart_x, apart_y) <= reach + _SLACK_M)
