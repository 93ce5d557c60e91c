"""Blocks with those of their areas that are still alive, and what is asked of several of them at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.pack_arrays import where
from geo.pack_block import Block, empty_block, joined
from geo.pack_decoder import Decoder
from geo.pack_measure import measured
from geo.pack_one import OneByOne, OneSite, one_site
from geo.pack_pairs import Pairs
from geo.pack_settle import touching
from geo.pack_sites import Sites, sites_of

# NumPy and GEOS let other threads run while they compute.
_THREADS = 2
_SITES_AT_ONCE = 256
_WORTH_THREADS = 100_000
# Of an ordinary length, an id and a site make one number, which sorts several times faster than two.
_MOST_BITS = 63

_Ids = NDArray[np.int64]
_NONE: _Ids = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Tier:
    """A block and which of its members are alive; never changed, so that an answer stays true to its question."""

    block: Block
    alive: NDArray[np.bool_]
    count: int
    decoder: Decoder
    one_by_one: OneByOne

    @staticmethod
    def of(block: Block) -> "Tier":
        """A block all of whose members are alive."""
        alive, decoder = np.ones(len(block), dtype=np.bool_), Decoder(block)
        return Tier(block, alive, len(block), decoder, OneByOne(block, decoder))

    def without(self, ids: _Ids) -> "Tier":
        """The same, these areas dead."""
        members, known = self.block.members_of(ids)
        if not known.any():
            return self
        alive = self.alive.copy()
        alive[members[known]] = False
        return replace(self, alive=alive, count=int(alive.sum()))

    def joined(self, newer: "Tier") -> "Tier":
        """All that is alive of both, sorted anew."""
        if not newer.count and self.count == len(self.block):
            return self
        if not self.count and newer.count == len(newer.block):
            return newer
        return Tier.of(joined(self.block, self.alive, newer.block, newer.alive))

    def pairs(self, sites: Sites, first: int, end: int) -> tuple[_Ids, _Ids]:
        """Area ids and positions of sites that touch, in no order."""
        found = list(touching(self.block, sites, first, end, self.decoder))
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        places = np.concatenate([pairs.place for pairs in found])
        site = np.concatenate([pairs.site for pairs in found])
        members, site = self.block.fanned_out(places, site)
        if self.count < len(self.block):
            living = where(self.alive[members])
            members, site = members[living], site[living]
        return self.block.ids[members], sites.positions[site]

    def ids_touching(self, site: OneSite) -> _Ids:
        """Area ids that one site touches, in no order."""
        places = self.one_by_one.touching(site)
        if places is None:
            return self.pairs(sites_of([site.geometry]), 0, 1)[0]
        members = self.block.members_at(places)
        if self.count < len(self.block):
            members = members[self.alive[members]]
        return self.block.ids[members]


NOTHING = Tier.of(empty_block())


def matches_of_few(tiers: Sequence[Tier], sites: Sequence[BaseGeometry]) -> tuple[_Ids, _Ids]:
    """The same as `matches`, site by site; quicker for a handful."""
    asked = [tier for tier in tiers if tier.count]
    known = [(position, site) for position, each in enumerate(sites) if (site := one_site(each))]
    found = [(position, tier.ids_touching(site)) for position, site in known for tier in asked]
    ids = found[0][1] if len(found) == 1 else np.concatenate([_NONE, *(each for _, each in found)])
    if len(sites) <= 1:
        ids.sort()
        return ids, np.zeros(len(ids), np.int64)
    positions = np.repeat([position for position, _ in found], [len(each) for _, each in found])
    order = np.lexsort((positions, ids))
    return ids[order], positions[order]


def matches(tiers: Sequence[Tier], sites: Sites) -> tuple[_Ids, _Ids]:
    """Ids of areas and positions of sites that touch, ordered."""
    bits = int(sites.positions.max(initial=0)).bit_length()
    asked = [tier for tier in tiers if tier.count]
    fits = all(
        tier.block.ids[0] >= 0 and int(tier.block.ids[-1]).bit_length() + bits < _MOST_BITS for tier in asked
    )
    starts = range(0, len(sites), _SITES_AT_ONCE)
    parts = [(tier, start, min(start + _SITES_AT_ONCE, len(sites))) for tier in asked for start in starts]

    def found(part: tuple[Tier, int, int]) -> Any:
        tier, first, end = part
        ids, positions = tier.pairs(sites, first, end)
        return ids << bits | positions if fits else (ids, positions)

    pieces = _in_threads(found, parts)
    if fits:
        keys = _sorted(pieces)
        ids = keys >> bits
        keys &= (1 << bits) - 1
        return ids, keys
    ids = np.concatenate([ids for ids, _ in pieces])
    positions = np.concatenate([positions for _, positions in pieces])
    order = np.lexsort((positions, ids))
    return ids[order], positions[order]


def distances(tiers: Sequence[Tier], sites: Sites, ids: _Ids, positions: _Ids) -> NDArray[np.float64]:
    """Metres between areas and sites, given by ids and positions as `matches` finds them."""
    site_at = np.zeros(int(sites.positions.max(initial=0)) + 1, dtype=np.int64)
    site_at[sites.positions] = np.arange(len(sites))
    metres = np.full(len(ids), np.nan)
    for tier in tiers:
        if not tier.count:
            continue
        members, known = tier.block.members_of(ids)
        known &= tier.alive[members]
        at = where(known)
        pairs = Pairs(tier.block.place_of_member[members[at]], site_at[positions[at]])
        metres[at] = measured(tier.block, sites, pairs, tier.decoder)
    return metres


def _sorted(pieces: list[_Ids]) -> _Ids:
    keys = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)
    pieces.clear()
    if len(keys) < _WORTH_THREADS:
        keys.sort()
        return keys
    middle = len(keys) // 2
    keys.partition(middle)
    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(np.ndarray.sort, (keys[:middle], keys[middle:])))
    return keys


def _in_threads(act: Any, parts: list[Any]) -> list[Any]:
    if len(parts) < 2 * _THREADS:
        return [act(part) for part in parts]
    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(act, parts))
