"""Millions of watch areas, and which of them sites touch: the same pairs as asking `geo.area.touches` of each."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.area import Area
from geo.pack_block import block_of
from geo.pack_file import Box, read_block, write_block
from geo.pack_matches import Matches
from geo.pack_rows import rows_of
from geo.pack_sites import sites_of
from geo.pack_tier import NOTHING, Tier, distances, matches, matches_of_few

__all__ = ["AreaPack", "Box"]

# Beyond so many new or changed areas they are sorted in among all others.
TAIL = 20_000
# So few are sorted anew each time that one is put.
FRESH = 500
# So few sites are asked about one by one.
FEW = 6


class AreaPack:
    """Watch areas packed by id; EPSG:27700 metres.

    Nearly all lie in one sorted block; what is new or changed since lies in a smaller one, and the very latest in a
    smaller one still, so that putting one area costs little and finding one no more.
    """

    def __init__(self, *, fresh: int = FRESH, tail: int = TAIL) -> None:
        self._fresh, self._tail = fresh, tail
        self._tiers = (NOTHING, NOTHING, NOTHING)

    def __len__(self) -> int:
        return sum(tier.count for tier in self._tiers)

    @property
    def decoded(self) -> int:
        """How many cores have been decoded to settle what nothing cheaper did."""
        return sum(tier.decoder.decoded for tier in self._tiers)

    def put(self, ids: Sequence[int], areas: Sequence[Area]) -> None:
        """Takes in new areas, and known ones that changed; of two with one id the later counts."""
        margins = np.array([area.margin_m for area in areas], dtype=np.float64)
        cores = np.array([area.core for area in areas], dtype=object)
        self.put_packed(np.array(ids, dtype=np.int64), shapely.to_wkb(cores).tolist(), margins)

    def put_packed(
        self, ids: NDArray[np.int64], wkb: Sequence[bytes], margins_m: NDArray[np.float64]
    ) -> None:
        """The same from stored rows, the cores as well-known binary. ValueError for what no `Area` can be."""
        if not len(ids) == len(wkb) == len(margins_m):
            raise ValueError("each area has an id, a core and a margin")
        if not len(ids):
            return
        # The last of each id is the first of it in the order turned round.
        distinct, last = np.unique(np.asarray(ids, dtype=np.int64)[::-1], return_index=True)
        kept = len(ids) - 1 - last
        rows, cores = rows_of(distinct, [wkb[position] for position in kept.tolist()], margins_m[kept])
        new = Tier.of(block_of(rows, cores))
        main, tail, fresh = (tier.without(distinct) for tier in self._tiers)
        if fresh.count + new.count <= self._fresh:
            self._tiers = main, tail, fresh.joined(new)
        elif tail.count + fresh.count + new.count <= self._tail:
            self._tiers = main, tail.joined(fresh).joined(new), NOTHING
        else:
            self._tiers = main.joined(tail.joined(fresh).joined(new)), NOTHING, NOTHING

    def drop(self, ids: Sequence[int]) -> None:
        """Forgets areas; ids that are not known are passed over."""
        dropped = np.array(ids, dtype=np.int64)
        main, tail, fresh = (tier.without(dropped) for tier in self._tiers)
        self._tiers = main, tail, fresh

    def match(self, sites: Sequence[BaseGeometry]) -> Matches:
        """Every area and site (EPSG:27700) that touch, ordered by area id and then site."""
        tiers = self._tiers
        if len(sites) <= FEW:
            few = list(sites)
            found = matches_of_few(tiers, few)
            return Matches(*found, lambda ids, sites: distances(tiers, sites_of(few), ids, sites))
        ready = sites_of(sites)
        area_ids, positions = matches(tiers, ready)
        return Matches(area_ids, positions, lambda ids, sites: distances(tiers, ready, ids, sites))

    def save(self, path: Path, stamp: bytes) -> None:
        """Writes a file whole or not at all; `stamp` is the caller's word on what it is true for."""
        main, tail, fresh = self._tiers
        if tail.count + fresh.count or main.count < len(main.block):
            self._tiers = main.joined(tail.joined(fresh)), NOTHING, NOTHING
        write_block(path, self._tiers[0].block, stamp)

    @staticmethod
    def load(path: Path, within: Box | None = None) -> tuple["AreaPack", bytes]:
        """A saved pack and its stamp; `within` loads only areas that can touch that box.

        AreaPackUnreadable for a file that is damaged or of another version; OSError where there is none.
        """
        block, stamp = read_block(path, within)
        pack = AreaPack()
        pack._tiers = Tier.of(block), NOTHING, NOTHING
        return pack, stamp
