"""Cores that single sites ask about again and again, decoded and prepared once and kept within a bound."""

from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.pack_cores import Cores, Geometries

_MOST_KEPT_BYTES = 8_000_000
# A prepared core and the measure of distance may differ by a rounding; what lies so near the edge is measured.
_ROUNDING_M = 1e-6


class KeptCores:
    """Some of the cores as geometries, by their numbers; `decoded` counts those that had to be decoded."""

    def __init__(self, cores: Cores) -> None:
        self._cores = cores
        self._kept: dict[int, Any] = {}
        self._kept_bytes = 0
        self._lock = Lock()
        self.decoded = 0

    def geometries(self, wanted: list[int]) -> Geometries:
        """The cores of these numbers."""
        found = {number: self._kept.get(number) for number in wanted}
        missing = [number for number, core in found.items() if core is None]
        if missing:
            found.update(self._decode(missing))
        geometries = np.empty(len(wanted), dtype=object)
        geometries[:] = [found[number] for number in wanted]
        return geometries

    def touching(
        self, site: BaseGeometry, wanted: list[int], reach: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which of the cores one site is within reach of, by the measure of `geo.area.touches`.

        A core that points are asked about again is worth preparing. Of other sites GEOS cannot be asked so: what it
        has prepared measures a line of no length as no number.
        """
        is_worth_preparing = isinstance(site, shapely.Point) and self._kept.keys() >= set(wanted)
        cores = self.geometries(wanted)
        if not is_worth_preparing:
            return np.asarray(shapely.distance(cores, site) <= reach)
        with self._lock:  # the first question completes what is prepared
            shapely.prepare(cores)
            surely, perhaps = (_within(cores, site, reach + more) for more in (-_ROUNDING_M, _ROUNDING_M))
        unsure = (surely ^ perhaps).nonzero()[0]
        if len(unsure):
            surely[unsure] = shapely.distance(cores[unsure], site) <= reach[unsure]
        return surely

    def _decode(self, missing: list[int]) -> dict[int, Any]:
        numbers = np.array(missing, dtype=np.int64)
        new = dict(zip(missing, self._cores.geometries(numbers), strict=True))
        with self._lock:
            self.decoded += len(new)
            self._keep(new, int(self._cores.lengths[numbers].sum()))
        return new

    def _keep(self, new: dict[int, Any], size: int) -> None:
        if self._kept_bytes + size > _MOST_KEPT_BYTES:
            self._kept, self._kept_bytes = {}, 0
        if size <= _MOST_KEPT_BYTES:
            self._kept.update(new)
            self._kept_bytes += size


def _within(cores: Geometries, site: BaseGeometry, reach: Any) -> NDArray[np.bool_]:
    return np.asarray(shapely.dwithin(cores, site, reach))
