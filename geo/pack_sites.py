"""Sites made ready to be matched against packed areas; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.pack_arrays import where
from geo.pack_cores import Cores, packed_cores
from geo.pack_discs import at_least, at_most, discs_of

# Neighbours follow one another, so that what is read of the areas is still at hand.
_BAND_M = 4_000.0

_NO_SHAPES = packed_cores([])


@dataclass(frozen=True, eq=False)
class Sites:
    """Geometries that are somewhere, neighbours together; `shape` is -1 for a point, `extended` whether any is not."""

    geometries: NDArray[Any]
    positions: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    inside: NDArray[np.float32]
    hull: NDArray[np.float32]
    shape: NDArray[np.int32]
    shapes: Cores
    extended: bool

    def __len__(self) -> int:
        return len(self.positions)


def sites_of(sites: Sequence[BaseGeometry]) -> Sites:
    """Sites in EPSG:27700; empty ones and those of no finite place are left out, for they touch nothing."""
    geometries = np.array(sites, dtype=object)
    if not len(geometries):
        geometries = np.zeros(0, dtype=object)
    is_point = shapely.get_type_id(geometries) == shapely.GeometryType.POINT
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    x, y = bounds[:, 0], bounds[:, 1]
    is_somewhere = np.asarray(np.isfinite(bounds).all(axis=1))
    positions = where(is_somewhere)
    if len(positions) > 1:
        positions = positions[np.lexsort((x[positions], y[positions] // _BAND_M))]
    return _arranged(geometries[positions], positions, x[positions], y[positions], is_point[positions])


def _arranged(
    geometries: NDArray[Any],
    positions: NDArray[np.int64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    is_point: NDArray[np.bool_],
) -> Sites:
    inside = np.zeros(len(x), dtype=np.float32)
    hull = np.zeros(len(x), dtype=np.float32)
    shape = np.full(len(x), -1, dtype=np.int32)
    others = where(~is_point)
    if not len(others):
        return Sites(geometries, positions, x, y, inside, hull, shape, _NO_SHAPES, extended=False)
    x, y = x.copy(), y.copy()
    discs = discs_of(geometries[others])
    x[others], y[others] = discs.x, discs.y
    inside[others], hull[others] = at_most(discs.inside), at_least(discs.hull)
    shape[others] = np.arange(len(others))
    shapes = packed_cores(shapely.to_wkb(geometries[others]).tolist())
    return Sites(geometries, positions, x, y, inside, hull, shape, shapes, extended=True)
