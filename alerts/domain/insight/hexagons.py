"""A flat grid of hexagons in British National Grid metres, the same for every place; counts only.

Regular, with a corner to the north. Their centres are two rectangular lattices, one in the gaps of the other; the
nearest centre is the hexagon that a point lies in.
"""

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerts.domain.insight.register import NO_PLACE, Register

WIDTHS_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
ACROSS = 30
"""A place is at most about so many hexagons across."""

FEWEST_ACROSS = 6
"""And at least about so many, however few its applications are."""

_ROOT = sqrt(3)
_OUTLIERS = 0.01
_LOOKED_AT = 10_000
_LARGEST_GRID = 1_000_000
_BLOCK = 16_384
"""So many points at a time fit into the processor's own memory: twice as quick as all at once."""

Metres = NDArray[np.float64]


class Hexagon(NamedTuple):
    """How many of those received in the period lie in a hexagon, by its centre (EPSG:27700, metres)."""

    easting: float
    northing: float
    received: int


@dataclass(frozen=True)
class Hexagons:
    """A grid of regular hexagons with a corner to the north; `width_m` from its west to its east side. It lies the same
    for every place: one width, one grid. See `corners`.
    """

    width_m: int
    cells: tuple[Hexagon, ...]


def corners(easting: float, northing: float, width_m: float) -> tuple[tuple[float, float], ...]:
    """The six corners of the hexagon of a centre, clockwise from the north."""
    half, quarter, long = width_m / 2, width_m / (2 * _ROOT), width_m / _ROOT
    return (
        (easting, northing + long),
        (easting + half, northing + quarter),
        (easting + half, northing - quarter),
        (easting, northing - long),
        (easting - half, northing - quarter),
        (easting - half, northing + quarter),
    )


def width_for(register: Register) -> int:
    """The width that suits a place: by how far what lies there reaches, but for one in a hundred at each end; and where
    little lies there so wide that the hexagon in the middle holds more than one.
    """
    located = np.flatnonzero(register.easting_cm != NO_PLACE)
    some = located[:: 1 + len(located) // _LOOKED_AT]
    reach = max(_reach_m(column[some]) for column in (register.easting_cm, register.northing_cm))
    finest = next((width for width in WIDTHS_M if reach <= width * ACROSS), WIDTHS_M[-1])
    widths = [finest, *(width for width in WIDTHS_M if finest < width and width * FEWEST_ACROSS <= reach)]
    return next((width for width in widths if _are_shared(register, some, width)), widths[-1])


def _are_shared(register: Register, rows: NDArray[np.intp], width_m: int) -> bool:
    """Whether the hexagon in the middle, of those that are filled, holds more than one."""
    counts = [cell.received for cell in hexagons(register, rows, width_m).cells]
    return bool(counts) and float(np.median(counts)) > 1


def hexagons(register: Register, rows: NDArray[np.intp], width_m: int) -> Hexagons:
    """How many of these rows lie in each hexagon."""
    rows = rows[register.easting_cm[rows] != NO_PLACE]
    if not len(rows):
        return Hexagons(width_m, ())
    column, row = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.int64)
    for first in range(0, len(rows), _BLOCK):
        some = slice(first, first + _BLOCK)
        eastings, northings = (each[rows[some]] / 100 for each in (register.easting_cm, register.northing_cm))
        column[some], row[some] = nearest(eastings, northings, width_m)
    west, south = int(column.min()), int(row.min())
    across = int(column.max()) - west + 1
    filled, counts = _filled((row - south) * across + (column - west))
    cells = (
        Hexagon((at % across + west) * width_m / 2, (at // across + south) * width_m * _ROOT / 2, count)
        for at, count in zip(filled.tolist(), counts.tolist(), strict=True)
    )
    return Hexagons(width_m, tuple(cells))


def _filled(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers that occur, and how often. One site at the other end of the country costs no grid of all of it."""
    if int(numbers.max()) > _LARGEST_GRID:
        return np.unique(numbers, return_counts=True)
    counts = np.bincount(numbers)
    filled = np.flatnonzero(counts)
    return filled, counts[filled]


def nearest(
    eastings: Metres, northings: Metres, width_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The centre that is nearest to each point, in steps of half a width eastwards and of half the distance of two rows
    of one lattice northwards; both numbers are even, or both are odd.
    """
    across, up = eastings / width_m, northings / (width_m * _ROOT)
    x, y = np.rint(across), np.rint(up)
    # So far from the centre of its rectangle, the corner is nearer: the squares of the distances differ by this.
    is_odd = np.abs(across - x) + 3 * np.abs(up - y) > 1
    odd_x, odd_y = np.floor(across[is_odd]) * 2 + 1, np.floor(up[is_odd]) * 2 + 1
    x *= 2
    y *= 2
    x[is_odd], y[is_odd] = odd_x, odd_y
    return x.astype(np.int64), y.astype(np.int64)


def _reach_m(column: NDArray[np.int32]) -> float:
    if not len(column):
        return 0.0
    low = int(len(column) * _OUTLIERS)
    high = len(column) - 1 - low
    ordered = np.partition(column, (low, high))
    return (int(ordered[high]) - int(ordered[low])) / 100
