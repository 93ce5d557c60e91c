"""For each square of the country the discs that reach into it, so that those near one place are a slice; pure.

Built from a block in a second or so a million discs, which only questions about single places are worth.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.pack_arrays import expanded, where

# Places beyond are looked for at this line, as in `geo.pack_grid`.
_FURTHEST_M = 2.0**21
_FURTHEST_BITS = 22
# Sides of squares are powers of two, the smallest of which is 512 m.
_SMALLEST = 9
# Discs that are large and few are in smaller squares than they would be, since each side is looked up.
_FEW_SQUARES_A_DISC = 0.5
_AXIS_BITS = _FURTHEST_BITS - _SMALLEST
# So many are laid out at a time, that little memory is needed for it.
_AT_ONCE = 50_000
# Rounding of coordinates far from the origin.
_SLACK_M = 0.01

_Metres = NDArray[np.float64]
_Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Cover:
    """`discs` holds those of one square after another: of `squares[n]`, ascending, from `starts[n]`."""

    sides: tuple[int, ...]
    squares: NDArray[np.int64]
    starts: NDArray[np.int32]
    discs: NDArray[np.int32]

    def near(self, west: float, south: float, east: float, north: float) -> NDArray[np.int32]:
        """Every disc that reaches into a box, each once, and some that do not quite."""
        keys = self._keys(west, south, east, north)
        squares, starts = self._lists
        found = []
        for key in keys:
            at = bisect_left(squares, key)
            if at < len(squares) and squares[at] == key:
                found.append(self.discs[starts[at] : starts[at + 1]])
        if not found:
            return self.discs[:0]
        together = np.concatenate(found)
        # A disc has one side of squares, so that it is met again only where more than one of that side are looked up.
        return np.unique(together) if len(keys) > len(self.sides) else together

    def _keys(self, west: float, south: float, east: float, north: float) -> list[int]:
        w, s = int(_from_the_corner(west)), int(_from_the_corner(south))
        if west == east and south == north:
            return [(side << _AXIS_BITS | s >> side) << _AXIS_BITS | w >> side for side in self.sides]
        e, n = int(_from_the_corner(east)), int(_from_the_corner(north))
        return [
            _key(side, row, column)
            for side in self.sides
            for row in range(s >> side, (n >> side) + 1)
            for column in range(w >> side, (e >> side) + 1)
        ]

    @cached_property
    def _lists(self) -> tuple["memoryview[int]", "memoryview[int]"]:
        """Numbers one by one are read from these several times faster than from arrays."""
        return self.squares.data, self.starts.data


def cover_of(x: _Metres, y: _Metres, reach: NDArray[np.float32]) -> Cover:
    """The cover of some discs."""
    reaches = reach.astype(np.float64) + _SLACK_M
    side = _sides(reaches)
    sides = np.unique(side).tolist()
    parts = [_laid_out(x, y, reaches, where(side == each), each) for each in sides]
    squares, counts, found = (np.concatenate(column) for column in zip(_NOTHING, *parts, strict=True))
    starts = np.concatenate((np.zeros(1, np.int32), counts.cumsum(dtype=np.int32)))
    return Cover(tuple(sides), squares, starts, found)


class _LaidOut(NamedTuple):
    """Squares of one side, how many discs each has, and those."""

    squares: NDArray[np.int64]
    counts: NDArray[np.int64]
    discs: NDArray[np.int32]


_NOTHING = _LaidOut(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32))


def _laid_out(x: _Metres, y: _Metres, reaches: _Metres, discs: _Numbers, side: int) -> _LaidOut:
    bits = len(x).bit_length()
    parts = []
    for start in range(0, len(discs), _AT_ONCE):
        some = discs[start : start + _AT_ONCE]
        there = _from_the_corners(x[some]), _from_the_corners(y[some])
        disc, row, column = _reached(*there, reaches[some], side)
        parts.append(_key(side, row, column) << bits | some[disc])
    entries = np.concatenate(parts)
    # A square and a disc make one number, which sorts several times faster than two.
    entries.sort()
    square = entries >> bits
    is_first = np.ones(len(square), dtype=np.bool_)
    np.not_equal(square[1:], square[:-1], out=is_first[1:])
    firsts = where(is_first)
    entries &= (1 << bits) - 1
    return _LaidOut(square[firsts], np.diff(firsts, append=len(entries)), entries.astype(np.int32))


def _sides(reaches: _Metres) -> NDArray[np.int64]:
    """The side of the squares of each disc, as a power of two: near its reach, so that it is in a dozen."""
    wanted = np.log2(reaches).round().clip(_SMALLEST, _FURTHEST_BITS).astype(np.int64)
    counts = np.bincount(wanted, minlength=_FURTHEST_BITS + 1)
    for largest in range(_SMALLEST, _FURTHEST_BITS):
        beyond = np.arange(largest + 1, _FURTHEST_BITS + 1)
        squares = (counts[beyond] * (2.0 * 2.0 ** (beyond - largest) + 2.0) ** 2).sum()
        if squares <= _FEW_SQUARES_A_DISC * len(reaches):
            return np.minimum(wanted, largest)
    return wanted


def _reached(
    x: _Metres, y: _Metres, reach: _Metres, side: int
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]:
    """The discs, rows and columns of all squares of one side that each disc reaches into."""
    south = _line(y - reach, side)
    disc, row = expanded(south, _line(y + reach, side) - south + 1)
    there, height = y[disc], 2.0**side
    beside = np.maximum(np.maximum(row * height - there, there - row * height - height), 0.0)
    reach = reach[disc]
    half = np.sqrt(np.maximum(reach * reach - beside * beside, 0.0))
    x = x[disc]
    west = _line(x - half, side)
    strip, column = expanded(west, _line(x + half, side) - west + 1)
    return disc[strip], row[strip], column


def _line(metres: _Metres, side: int) -> NDArray[np.int64]:
    """The row or column in which a distance from the corner is, or the outermost."""
    lines: NDArray[np.int64] = (metres / 2.0**side).clip(0, 2 ** (_FURTHEST_BITS - side) - 1).astype(np.int64)
    return lines


def _key(side: int, row: Any, column: Any) -> Any:
    return (side << _AXIS_BITS | row) << _AXIS_BITS | column


def _from_the_corner(metres: float) -> float:
    return min(max(metres, -_FURTHEST_M), _FURTHEST_M - 1) + _FURTHEST_M


def _from_the_corners(metres: _Metres) -> _Metres:
    return np.minimum(np.maximum(metres, -_FURTHEST_M), _FURTHEST_M - 1) + _FURTHEST_M
