"""Pairs of a place of a block and a site, by their numbers; pure."""

from typing import Any, NamedTuple

from numpy.typing import NDArray


class Pairs(NamedTuple):
    """Two arrays of one length."""

    place: NDArray[Any]
    site: NDArray[Any]

    def take(self, positions: NDArray[Any]) -> "Pairs":
        """Some of them."""
        return Pairs(self.place[positions], self.site[positions])
