"""Discs sorted by size, row and easting, so that those near a place are found in a few runs; pure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.pack_arrays import expanded

# Places beyond are looked for at this line; the distance of two places so moved is never more than it was.
_FURTHEST_M = 2.0**21
_X_BITS, _ROW_BITS = 22, 22
# Four sizes of disc an octave; where that adds little to what is looked at, a size is put to the next larger.
_STEPS = 4
_LITTLE = 0.02
_SMALLEST_ROW_M = 16.0
# Rounding of coordinates far from the origin.
_SLACK_M = 0.01

_Metres = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Grid:
    """For each level the reach of its largest disc; for each disc, ascending, its level, row and easting as one key."""

    reaches: _Metres
    keys: NDArray[np.int64]

    def runs(
        self, x: _Metres, y: _Metres, radius: NDArray[Any]
    ) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]:
        """Runs of discs that hold all that meet a disc around each place: number of the place, start, length."""
        y = _clipped(y)
        levels = len(self.reaches)
        heights = _heights(self.reaches)
        reach = (self.reaches + _SLACK_M) + radius[:, None]
        first = _row(y[:, None] - reach, heights)
        counts = (_row(y[:, None] + reach, heights) - first + 1).reshape(-1)
        query, row = expanded(first.reshape(-1), counts)
        place, level = query // levels, query % levels
        height = heights[level]
        south = row * height - _FURTHEST_M
        y_there = y[place]
        beside = np.maximum(np.maximum(south - y_there, y_there - south - height), 0.0)
        reach = reach.reshape(-1)[query]
        half = np.sqrt(np.maximum(reach * reach - beside * beside, 0.0)) + _SLACK_M
        x_there = x[place]
        base = (level << _ROW_BITS | row) << _X_BITS
        starts = self.keys.searchsorted(base + _column(x_there - half))
        lengths = self.keys.searchsorted(base + _column(x_there + half), side="right") - starts
        some = lengths > 0
        return place[some], starts[some], lengths[some]


def grid_of(x: _Metres, y: _Metres, reach: NDArray[np.float32]) -> tuple[Grid, NDArray[np.intp]]:
    """The grid of some discs, and the order in which it has them."""
    level, reaches = _levels(reach.astype(np.float64))
    keys = (level << _ROW_BITS | _row(y, _heights(reaches)[level])) << _X_BITS | _column(x)
    order = np.argsort(keys, kind="stable")
    return Grid(reaches, keys[order]), order


def _levels(reach: _Metres) -> tuple[NDArray[np.int64], _Metres]:
    """The level of each disc, and the greatest reach of each level."""
    if not len(reach):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    steps = np.ceil(np.log2(np.maximum(reach, 1.0)) * _STEPS).astype(np.int64)
    sizes, counts = np.unique(steps, return_counts=True)
    # What a site looks at grows with the number of discs and the square of their reach.
    squares = 4.0 ** (sizes / _STEPS)
    little = _LITTLE * (counts * squares).sum()
    kept, waiting = [], 0
    for size, count, next_square in zip(sizes.tolist(), counts.tolist(), [*squares[1:], np.inf], strict=True):
        waiting += count
        if waiting * next_square > little:
            kept.append(size)
            waiting = 0
    level = np.searchsorted(np.array(kept), steps)
    reaches = np.zeros(len(kept))
    np.maximum.at(reaches, level, reach)
    return level, reaches


def _heights(reaches: _Metres) -> _Metres:
    """Rows as high as a disc reaches: four or so meet it, and few discs in them do not."""
    return np.maximum(reaches, _SMALLEST_ROW_M)


def _row(y: _Metres, height: _Metres) -> NDArray[np.int64]:
    return ((_clipped(y) + _FURTHEST_M) / height).astype(np.int64)


def _column(x: _Metres) -> NDArray[np.int64]:
    return (_clipped(x, _FURTHEST_M - 1) + _FURTHEST_M).astype(np.int64)


def _clipped(metres: _Metres, most: float = _FURTHEST_M) -> _Metres:
    return np.minimum(np.maximum(metres, -_FURTHEST_M), most)
