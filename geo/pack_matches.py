"""Pairs of a watch area and a site that touch, as arrays; how far apart they are is measured when it is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Metres = NDArray[np.float64]
Measure = Callable[[Ids, Ids], Metres]


class Match(NamedTuple):
    """A watch area by its id and a site by its position in the sequence given, and the metres between them."""

    area_id: int
    site_position: int
    distance_m: float


@dataclass(frozen=True, eq=False)
class Matches:
    """All pairs that touch, ordered by area and then site: arrays of one length, or iterated as `Match`.

    They are true for the pack as it was when asked, whatever is put or dropped later.
    """

    area_id: Ids
    site_position: Ids
    measure: Measure

    def __len__(self) -> int:
        return len(self.area_id)

    def __iter__(self) -> Iterator[Match]:
        return map(Match, self.area_id.tolist(), self.site_position.tolist(), self.distance_m.tolist())

    @cached_property
    def distance_m(self) -> Metres:
        """Metres between core and site of each pair; costs more than finding them, so `take` what is wanted first."""
        return self.measure(self.area_id, self.site_position)

    def take(self, positions: NDArray[Any]) -> "Matches":
        """Some of the pairs, by position or by mask."""
        return Matches(self.area_id[positions], self.site_position[positions], self.measure)
