"""Pairs of a watch area and a site that touch, as arrays; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Match(NamedTuple):
    """A watch area by its id and a site by its position in the sequence given, and the metres between them."""

    area_id: int
    site_position: int
    distance_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """All pairs that touch, ordered by area and then site: three arrays of one length, or iterated as `Match`."""

    area_id: NDArray[np.int64]
    site_position: NDArray[np.int64]
    distance_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.area_id)

    def __iter__(self) -> Iterator[Match]:
        return map(Match, self.area_id.tolist(), self.site_position.tolist(), self.distance_m.tolist())
