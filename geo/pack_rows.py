"""Rows of packed areas from well-known binary and margins; pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.area import EDGE_TOLERANCE_M
from geo.pack_arrays import where
from geo.pack_block import Places, Rows
from geo.pack_cores import Cores, packed_cores
from geo.pack_discs import Discs, at_least, at_most, discs_of

_POINT_BYTES = 21
_POINT_HEADER = b"\x01\x01\x00\x00\x00"
_AT_ONCE = 20_000


def rows_of(
    ids: NDArray[np.int64], wkb: Sequence[bytes], margins_m: NDArray[np.float64]
) -> tuple[Rows, Cores]:
    """Rows of areas with distinct ids, and their cores but for points. ValueError for what no `Area` can be."""
    margins = np.asarray(margins_m, dtype=np.float64)
    if not (np.isfinite(margins) & (margins >= 0)).all():
        raise ValueError("a margin is a distance in metres")
    numbers: dict[bytes, int] = {}
    core = np.fromiter(
        (-1 if _is_point(one) else numbers.setdefault(one, len(numbers)) for one in wkb), np.int32, len(wkb)
    )
    cores = packed_cores(list(numbers))
    discs = _discs(cores)
    x, y, inside, hull = (np.zeros(len(wkb)) for _ in discs)
    shaped = where(core >= 0)
    for column, of_core in zip((x, y, inside, hull), discs, strict=True):
        column[shaped] = of_core[core[shaped]]
    points = where(core < 0)
    x[points], y[points] = _points([wkb[position] for position in points.tolist()])
    if not (np.isfinite(x) & np.isfinite(y) & np.isfinite(hull)).all():
        raise ValueError("an area needs a core that is somewhere")
    reach = margins + EDGE_TOLERANCE_M
    places = Places(x, y, at_most(reach + inside), at_least(reach + hull), reach, core)
    return Rows(ids, places), cores


def _is_point(wkb: bytes) -> bool:
    return len(wkb) == _POINT_BYTES and wkb.startswith(_POINT_HEADER)


def _points(wkb: list[bytes]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    numbers = np.frombuffer(b"".join(wkb), dtype=np.uint8).reshape(-1, _POINT_BYTES)
    places = np.ascontiguousarray(numbers[:, len(_POINT_HEADER) :]).view("<f8").reshape(-1, 2)
    return places[:, 0], places[:, 1]


def _discs(cores: Cores) -> Discs:
    """Decoded a part at a time, so that they never are all in memory as geometries."""
    parts: list[Any] = []
    for start in range(0, len(cores), _AT_ONCE):
        geometries = cores.geometries(np.arange(start, min(start + _AT_ONCE, len(cores))))
        if shapely.is_empty(geometries).any():
            raise ValueError("an area needs a core that is somewhere")
        parts.append(discs_of(geometries))
    if not parts:
        return Discs(*(np.zeros(0) for _ in Discs._fields))
    return Discs(*(np.concatenate(column) for column in zip(*parts, strict=True)))
