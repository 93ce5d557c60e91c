"""The cells of the postcodes that are watched, made in several processes and kept for the next time."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.gazetteer import Gazetteer, default_path

_CHUNK = 2_000
_FEW = 4_000
"""So many are made here sooner than a process starts."""


@dataclass(frozen=True)
class Cells:
    """Well-known binary of the cell of each of `points` (n × 2 metres, in order, each once), end to end."""

    points: NDArray[np.int32]
    ends: NDArray[np.int64]
    wkb: NDArray[np.uint8]

    def __getitem__(self, position: int) -> bytes:
        begin = self.ends[position - 1] if position else 0
        return self.wkb[begin : self.ends[position]].tobytes()


def cells_of(points: NDArray[np.int32], processes: int, kept: Path) -> Cells:
    """The cells of distinct points, out of the file `kept` where that holds the same."""
    if kept.exists():
        with np.load(kept) as stored:
            if np.array_equal(stored["points"], points):
                return Cells(stored["points"], stored["ends"], stored["wkb"])
    made = list(_made(points, processes))
    lengths = np.concatenate([lengths for lengths, _ in made]) if made else np.zeros(0, dtype=np.int64)
    wkb = np.frombuffer(b"".join(joined for _, joined in made), dtype=np.uint8)
    cells = Cells(points, np.cumsum(lengths), wkb)
    if len(points) > _FEW:
        np.savez(kept, points=cells.points, ends=cells.ends, wkb=cells.wkb)
    return cells


def _made(points: NDArray[np.int32], processes: int) -> Iterator[tuple[NDArray[np.int64], bytes]]:
    chunks = [points[start : start + _CHUNK] for start in range(0, len(points), _CHUNK)]
    if len(points) <= _FEW:
        yield from map(_cells, chunks)
        return
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(_cells, chunks)


def _cells(points: NDArray[np.int32]) -> tuple[NDArray[np.int64], bytes]:
    gazetteer = Gazetteer(default_path())
    made = [shapely.to_wkb(gazetteer.cell_at(float(x), float(y))) for x, y in points]
    return np.array([len(each) for each in made], dtype=np.int64), b"".join(made)
