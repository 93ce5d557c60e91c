"""Which places of a block touch which sites: by centres where that settles it, then by edges, then by GEOS; pure."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.pack_arrays import expanded, where
from geo.pack_block import Block
from geo.pack_decoder import Decoder
from geo.pack_discs import edge_squares
from geo.pack_pairs import Pairs
from geo.pack_sites import Sites

# So many at a time stay in the processor's cache.
_CANDIDATES_AT_ONCE = 1 << 17
# Arithmetic of our own and that of GEOS may differ by a rounding; what lies so near the edge GEOS says.
_SLACK_M = 1e-6


def touching(block: Block, sites: Sites, first: int, end: int, decoder: Decoder) -> Iterator[Pairs]:
    """The pairs that touch among the sites from `first` to before `end`, each once."""
    hull = sites.hull[first:end].astype(np.float64)
    site, starts, lengths = block.grid.runs(sites.x[first:end], sites.y[first:end], hull)
    site += first
    ends = lengths.cumsum()
    begin = 0
    while begin < len(ends):
        before = int(ends[begin] - lengths[begin])
        stop = max(begin + 1, int(ends.searchsorted(before + _CANDIDATES_AT_ONCE)))
        run, place = expanded(starts[begin:stop], lengths[begin:stop])
        yield from _settled(block, sites, Pairs(place, site[begin:stop][run]), decoder)
        begin = stop


def _settled(block: Block, sites: Sites, pairs: Pairs, decoder: Decoder) -> Iterator[Pairs]:
    places = block.places
    east = places.x[pairs.place] - sites.x[pairs.site]
    north = places.y[pairs.place] - sites.y[pairs.site]
    squares = east * east + north * north
    outer = places.outer[pairs.place]
    if sites.extended:
        outer += sites.hull[pairs.site]
    near = where(squares <= outer * outer)
    pairs, squares = pairs.take(near), squares[near]
    inner = places.inner[pairs.place]
    if sites.extended:
        inner += sites.inside[pairs.site]
    np.maximum(inner, 0.0, out=inner)
    surely = squares < inner * inner
    yield pairs.take(where(surely))
    unsure = where(~surely)
    if len(unsure):
        yield from _by_edges(block, sites, pairs.take(unsure), np.sqrt(squares[unsure]), decoder)


def _by_edges(
    block: Block, sites: Sites, pairs: Pairs, between_centres: NDArray[np.float64], decoder: Decoder
) -> Iterator[Pairs]:
    """Those of a point and a plain ring settled by arithmetic, unless the point may be in the ring."""
    places = block.places
    core, reach = places.core[pairs.place], places.reach[pairs.place]
    shape = sites.shape[pairs.site]
    asked = np.ones(len(core), dtype=np.bool_)
    for at, squares, ring_hull in _point_and_ring(block, sites, pairs, core, shape):
        surely = squares < (reach[at] - _SLACK_M) ** 2
        yield pairs.take(at[surely])
        surely_not = (squares > (reach[at] + _SLACK_M) ** 2) & (between_centres[at] > ring_hull)
        asked[at] = ~(surely | surely_not)
    left = where(asked)
    if len(left):
        yield decoder.touching(sites, pairs.take(left))


def _point_and_ring(
    block: Block, sites: Sites, pairs: Pairs, core: NDArray[Any], shape: NDArray[Any]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]]:
    """Positions of pairs, squares of the metres from the point to the ring's edge, and the hull of the ring."""
    places = block.places
    # A core that is a point has the number -1, and the edges of the last; it is told apart here.
    at = where((block.cores.edges[core] > 0) & (core >= 0) & (shape < 0)) if len(block.cores) else core[:0]
    if len(at):
        place, site = pairs.place[at], pairs.site[at]
        squares = edge_squares(sites.x[site], sites.y[site], block.cores, core[at])
        yield at, squares, places.outer[place] - places.reach[place]
    if not sites.extended:
        return
    at = where((sites.shapes.edges[shape] > 0) & (shape >= 0) & (core < 0))
    if len(at):
        place, site = pairs.place[at], pairs.site[at]
        squares = edge_squares(places.x[place], places.y[place], sites.shapes, shape[at])
        yield at, squares, sites.hull[site].astype(np.float64)
