"""Live postcodes packed by square, for windows of the gazetteer, and the points with a crowd of them; pure."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer_store import SquareRow, square_ids

# A home shares its point with a few postcodes at most, a delivery office with hundreds, of several sectors.
CROWD = 20


def square_rows(compacts: NDArray[np.bytes_], points: NDArray[np.int32]) -> Iterator[SquareRow]:
    """The rows of `square`, in order of id.

    `compacts` is n postcodes, `points` their n x 2 eastings and northings in metres.
    """
    eastings, northings = points[:, 0], points[:, 1]
    ids = square_ids(eastings, northings)
    order = np.lexsort((compacts, northings, eastings, ids))
    ids, points, compacts = ids[order], points[order].astype("<i4"), compacts[order]
    texts = [text.decode("ascii") for text in compacts.tolist()]
    starts_point = np.ones(len(ids), dtype=bool)
    starts_point[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    separators = ["" if first else "," for first in starts_point.tolist()]
    bounds = [0, *(np.flatnonzero(np.diff(ids)) + 1).tolist(), len(ids)]
    for start, end in pairwise(bounds):
        packed = points[start:end][starts_point[start:end]].tobytes()
        joined = "".join(
            (separator or " ") + text
            for separator, text in zip(separators[start:end], texts[start:end], strict=True)
        )
        yield SquareRow(int(ids[start]), packed, joined[1:])


def crowded_points(compacts: NDArray[np.bytes_], points: NDArray[np.int32]) -> list[tuple[int, int]]:
    """The points, in order, that are shared by at least `CROWD` postcodes of more than one sector.

    `compacts` is n postcodes, `points` their n x 2 eastings and northings in metres.
    """
    distinct, group, sizes = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    crowded = []
    for number in np.flatnonzero(sizes >= CROWD).tolist():
        sectors = {compact[:-2] for compact in compacts[group == number].tolist()}
        if len(sectors) > 1:
            crowded.append((int(distinct[number, 0]), int(distinct[number, 1])))
    return crowded
