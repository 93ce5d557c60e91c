"""Cores that single sites ask about again and again, decoded and prepared once and kept within a bound."""

from threading import Lock
from typing import Any

import numpy as np
import shapely

from geo.pack_cores import Cores, Geometries

_MOST_KEPT_BYTES = 8_000_000
# A prepared core and the measure of distance may differ by a rounding; what lies so near the edge is measured.
_ROUNDING_M = 1e-6


class KeptCores:
    """Some of the cores as geometries, by their numbers; `decoded` counts those that had to be decoded."""

    def __init__(self, cores: Cores) -> None:
        self._cores = cores
        self._kept: dict[int, Any] = {}
        # Of those that are prepared.
        self._boxes: dict[int, tuple[float, float, float, float]] = {}
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

    def touches(self, number: int, point: shapely.Point, reach: float) -> bool:
        """Whether a point is within reach of a core, by the measure of `geo.area.touches`.

        A core that is asked about again is worth preparing. It is for points alone: of a line of no length GEOS says
        that it is no number of metres from what is prepared.
        """
        core = self._kept.get(number)
        if core is None:
            core = self._decode([number])[number]
            return bool(shapely.distance(core, point) <= reach)
        with self._lock:  # the first question completes what is prepared
            if number not in self._boxes:
                shapely.prepare(core)
                self._boxes[number] = core.bounds
            west, south, east, north = self._boxes[number]
            far, x, y = reach + _ROUNDING_M, point.x, point.y
            if x < west - far or x > east + far or y < south - far or y > north + far:
                return False
            if not shapely.dwithin(core, point, far):
                return False
            if shapely.dwithin(core, point, reach - _ROUNDING_M):
                return True
        return bool(shapely.distance(core, point) <= reach)

    def _decode(self, missing: list[int]) -> dict[int, Any]:
        numbers = np.array(missing, dtype=np.int64)
        new = dict(zip(missing, self._cores.geometries(numbers), strict=True))
        with self._lock:
            self.decoded += len(new)
            self._keep(new, int(self._cores.lengths[numbers].sum()))
        return new

    def _keep(self, new: dict[int, Any], size: int) -> None:
        if self._kept_bytes + size > _MOST_KEPT_BYTES:
            self._kept, self._boxes, self._kept_bytes = {}, {}, 0
        if size <= _MOST_KEPT_BYTES:
            self._kept.update(new)
            self._kept_bytes += size
