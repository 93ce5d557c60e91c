"""A fixed set of watch areas as columns in the order of a grid; never changed, only joined to another; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.pack_arrays import expanded, where
from geo.pack_cores import Cores, packed_cores
from geo.pack_grid import Grid, grid_of

_Numbers = NDArray[Any]


class Places(NamedTuple):
    """Where areas are: centre, the distances from it that surely touch and that may, the area's reach and its core.

    `core` is -1 where the core is a point, which then is the centre.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    inner: NDArray[np.float32]
    outer: NDArray[np.float32]
    reach: NDArray[np.float64]
    core: NDArray[np.int32]

    def take(self, positions: _Numbers) -> "Places":
        """Some of them."""
        return columns(column[positions] for column in self)


def columns(arrays: Iterable[Any]) -> Places:
    """Places of six columns."""
    return Places(*arrays)


class Rows(NamedTuple):
    """A place for each area."""

    ids: NDArray[np.int64]
    places: Places


@dataclass(frozen=True, eq=False)
class Block:
    """Areas by member, ascending by id; places, each a core and a reach, in the order of the grid.

    `member` of a place is the one area that it is, or -1 - n for the n-th crowd: those who watch the same place.
    """

    ids: NDArray[np.int64]
    places: Places
    member: NDArray[np.int32]
    crowd_starts: NDArray[np.int64]
    crowd_members: NDArray[np.int32]
    grid: Grid
    cores: Cores

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def place_of_member(self) -> NDArray[np.int32]:
        """The place of each area."""
        places = np.empty(len(self.ids), dtype=np.int32)
        alone = where(self.member >= 0)
        places[self.member[alone]] = alone
        crowded = where(self.member < 0)
        crowd, at = self._crowds(crowded)
        places[self.crowd_members[at]] = crowded[crowd]
        return places

    def _crowds(self, places: _Numbers) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        crowd = -1 - self.member[places].astype(np.int64)
        starts = self.crowd_starts[crowd]
        return expanded(starts, self.crowd_starts[crowd + 1] - starts)

    def fanned_out(self, places: _Numbers, sites: _Numbers) -> tuple[NDArray[np.int32], _Numbers]:
        """Pairs of places and sites as pairs of all their members and sites."""
        members = self.member[places]
        crowded = where(members < 0)
        if not len(crowded):
            return members, sites
        pair, at = self._crowds(places[crowded])
        alone = where(members >= 0)
        return (
            np.concatenate((members[alone], self.crowd_members[at])),
            np.concatenate((sites[alone], sites[crowded][pair])),
        )

    def members_at(self, places: _Numbers) -> NDArray[np.int32]:
        """All members of a few places."""
        members = self.member[places]
        crowded = where(members < 0)
        if not len(crowded):
            return members
        starts, several = self.crowd_starts, [members[members >= 0]]
        for crowd in members[crowded].tolist():
            several.append(self.crowd_members[starts.item(-1 - crowd) : starts.item(-crowd)])
        return np.concatenate(several)

    def members_of(self, ids: _Numbers) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The member that each id is, and whether there is one."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=np.bool_)
        at = np.minimum(self.ids.searchsorted(ids), len(self.ids) - 1)
        return at, self.ids[at] == ids

    def rows(self, alive: NDArray[np.bool_]) -> Rows:
        """A row for each area that is alive."""
        members = where(alive)
        return Rows(self.ids[members], self.places.take(self.place_of_member[members]))


def block_of(rows: Rows, cores: Cores) -> Block:
    """A block of rows whose ids are distinct."""
    by_id = np.argsort(rows.ids, kind="stable")
    ids, places = rows.ids[by_id], rows.places.take(by_id)
    used = np.unique(places.core[places.core >= 0])
    if len(used) < len(cores):
        cores = cores.only(used)
        core = np.where(places.core < 0, -1, used.searchsorted(places.core)).astype(np.int32)
        places = places._replace(core=core)
    firsts, member, starts, members = _crowded(places)
    grid, order = grid_of(places.x[firsts], places.y[firsts], places.outer[firsts])
    return Block(ids, places.take(firsts[order]), member[order], starts, members, grid, cores)


def joined(older: Block, alive: NDArray[np.bool_], newer: Block, newer_alive: NDArray[np.bool_]) -> Block:
    """One block of the areas of two that are alive, none of which is in both."""
    cores, renumbered = older.cores.joined(newer.cores)
    ours, others = older.rows(alive), newer.rows(newer_alive)
    core = others.places.core
    core[core >= 0] = renumbered[core[core >= 0]]
    both: list[Any] = list(zip(ours.places, others.places, strict=True))
    places = columns(np.concatenate(pair) for pair in both)
    return block_of(Rows(np.concatenate((ours.ids, others.ids)), places), cores)


def empty_block() -> Block:
    """Nothing."""
    none, single = np.zeros(0), np.zeros(0, dtype=np.float32)
    places = Places(none, none, single, single, none, np.zeros(0, np.int32))
    return block_of(Rows(np.zeros(0, np.int64), places), packed_cores([]))


def _crowded(
    places: Places,
) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """The first row of each place, its member, and the crowds. Circles are settled too quickly to be worth it."""
    shaped = where(places.core >= 0)
    shaped = shaped[np.lexsort((places.reach[shaped], places.core[shaped]))]
    core, reach = places.core[shaped], places.reach[shaped]
    is_first = np.ones(len(shaped), dtype=np.bool_)
    is_first[1:] = (core[1:] != core[:-1]) | (reach[1:] != reach[:-1])
    begins = where(is_first)
    sizes = np.diff(begins, append=len(shaped))
    crowds = where(sizes > 1)
    of_shaped = shaped[begins].astype(np.int32)
    of_shaped[crowds] = -1 - np.arange(len(crowds), dtype=np.int32)
    members = shaped[expanded(begins[crowds], sizes[crowds])[1]].astype(np.int32)
    circles = where(places.core < 0)
    return (
        np.concatenate((circles, shaped[begins])),
        np.concatenate((circles.astype(np.int32), of_shaped)),
        np.concatenate((np.zeros(1, np.int64), sizes[crowds].cumsum())),
        members,
    )
