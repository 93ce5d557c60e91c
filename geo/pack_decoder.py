"""The last word of GEOS on pairs that nothing cheaper settles; decodes the cores that it needs and keeps some."""

from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.pack_block import Block
from geo.pack_pairs import Pairs
from geo.pack_sites import Sites

# A bulk has its own order and asks for each core once; only what single sites ask for is kept.
_FEW = 64
_MOST_KEPT_BYTES = 8_000_000

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
        distances = self.distances(sites, pairs)
        return pairs.take(np.flatnonzero(distances <= self._block.places.reach[pairs.place]))

    def distances(self, sites: Sites, pairs: Pairs) -> NDArray[np.float64]:
        """Metres between core and site of each pair."""
        with self._lock:
            self.asked += len(pairs.place)
        return np.asarray(shapely.distance(self._cores(pairs), sites.geometries[pairs.site]))

    def _cores(self, pairs: Pairs) -> _Geometries:
        places = self._block.places
        core = places.core[pairs.place]
        cores = np.empty(len(core), dtype=object)
        points, shaped = np.flatnonzero(core < 0), np.flatnonzero(core >= 0)
        cores[points] = shapely.points(places.x[pairs.place[points]], places.y[pairs.place[points]])
        numbers, which = np.unique(core[shaped], return_inverse=True)
        cores[shaped] = self._geometries(numbers)[which]
        return cores

    def _geometries(self, numbers: NDArray[np.int32]) -> _Geometries:
        if len(numbers) > _FEW:
            return self._decode(numbers)
        wanted = numbers.tolist()
        missing = np.array([number for number in wanted if number not in self._kept], dtype=np.int64)
        new = dict(zip(missing.tolist(), self._decode(missing), strict=True)) if len(missing) else {}
        found = [new[number] if number in new else self._kept[number] for number in wanted]
        with self._lock:
            self._keep(new, int(self._block.cores.lengths[missing].sum()))
        geometries = np.empty(len(found), dtype=object)
        geometries[:] = found
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
