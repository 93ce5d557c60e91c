"""Distinct cores of watch areas (or shapes of sites) as one run of well-known binary, decoded only on demand; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.pack_arrays import expanded, where

# Before each core, so that the numbers of a polygon of one ring, whose header has 13 bytes, can be read in place.
_PADDING = 3
_RECORD, _NUMBER = 16, 8
_POLYGON = 3
_HEADER = 13

MOST_EDGES = 32
"""A polygon of one ring and so many edges is measured by arithmetic over arrays; any other core by GEOS."""

Numbers = NDArray[Any]
Geometries = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Cores:
    """Well-known binary of each core by its number; `edges` is 0 where a core is not one plain small ring."""

    blob: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int32]
    edges: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def corners(self) -> NDArray[np.float64]:
        """All bytes read as easting and northing, which they are in the rings of plain cores."""
        return self.blob.view("<f8").reshape(-1, 2)

    def first_corner(self, numbers: Numbers) -> NDArray[np.int64]:
        """Where in `corners` the rings of plain cores begin."""
        return self.starts[numbers] // _RECORD + 1

    def ring(self, number: int) -> list[float]:
        """Easting and northing, easting and northing of the corners of a plain core, the first again at the end."""
        first = self.starts.item(number) // _NUMBER + _RECORD // _NUMBER
        ring: list[float] = self._numbers[first : first + 2 * self.edges.item(number) + 2].tolist()
        return ring

    @cached_property
    def _numbers(self) -> NDArray[np.float64]:
        return self.blob.view("<f8")

    def wkb(self, numbers: Numbers) -> list[bytes]:
        """Well-known binary of some of them."""
        starts = self.starts[numbers] + _PADDING
        ends = starts + self.lengths[numbers]
        bytes_of = self.blob.data
        return [bytes(bytes_of[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def geometries(self, numbers: Numbers) -> Geometries:
        """Some of them decoded."""
        return np.asarray(shapely.from_wkb(np.array(self.wkb(numbers), dtype=object)), dtype=object)

    def only(self, used: Numbers) -> "Cores":
        """The cores of these numbers, ascending, numbered anew in this order."""
        sizes = _padded(self.lengths[used])
        blob = self.blob.reshape(-1, _RECORD)[expanded(self.starts[used] // _RECORD, sizes // _RECORD)[1]]
        return Cores(blob.reshape(-1), sizes.cumsum() - sizes, self.lengths[used], self.edges[used])

    def joined(self, other: "Cores") -> tuple["Cores", NDArray[np.int32]]:
        """Both, each distinct core once; and the numbers that those of the other have in it."""
        if not len(self):
            return other, np.arange(len(other), dtype=np.int32)
        # Equal cores have equal lengths: only those need to be looked at.
        alike = where(np.isin(self.lengths, np.unique(other.lengths)))
        known = dict(zip(self.wkb(alike), alike.tolist(), strict=True)) if len(other) else {}
        numbers = [known.get(core, -1) for core in other.wkb(np.arange(len(other)))]
        renumbered = np.array(numbers, dtype=np.int32)
        added = where(renumbered < 0)
        renumbered[added] = len(self) + np.arange(len(added), dtype=np.int32)
        more = other.only(added)
        columns = (
            np.concatenate((self.blob, more.blob)),
            np.concatenate((self.starts, len(self.blob) + more.starts)),
            np.concatenate((self.lengths, more.lengths)),
            np.concatenate((self.edges, more.edges)),
        )
        return Cores(*columns), renumbered


def packed_cores(wkb: Sequence[bytes]) -> Cores:
    """Cores of distinct well-known binary, numbered as they come."""
    lengths = np.fromiter(map(len, wkb), dtype=np.int32, count=len(wkb))
    sizes = _padded(lengths)
    tails = [bytes(spare) for spare in range(_RECORD + _PADDING)]
    between = (sizes - lengths).tolist()
    padding = bytes(_PADDING)
    pieces = ((padding, core, tails[spare - _PADDING]) for core, spare in zip(wkb, between, strict=True))
    blob = np.frombuffer(b"".join(chain.from_iterable(pieces)), dtype=np.uint8)
    starts = sizes.cumsum() - sizes
    return Cores(blob, starts, lengths, _plain_edges(blob, starts, lengths))


def _padded(lengths: NDArray[np.int32]) -> NDArray[np.int64]:
    padded: NDArray[np.int64] = (lengths.astype(np.int64) + _PADDING + _RECORD - 1) // _RECORD * _RECORD
    return padded


def _plain_edges(
    blob: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The number of edges of polygons of one small ring in little-endian order without heights, else 0."""
    if not len(starts):
        return np.zeros(0, dtype=np.int32)
    words = blob.view("<u4")
    word = starts // 4
    kind, rings, corners = words[word + 1], words[word + 2], words[word + 3].astype(np.int64)
    is_plain = (blob[starts + _PADDING] == 1) & (kind == _POLYGON) & (rings == 1)
    is_plain &= (corners <= MOST_EDGES + 1) & (lengths == _HEADER + 16 * corners)
    edges: NDArray[np.int32] = np.where(is_plain, corners - 1, 0).astype(np.int32)
    return edges
