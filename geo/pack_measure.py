"""Metres between areas of a block and sites, by arithmetic where that is what GEOS would do; pure."""

import numpy as np
from numpy.typing import NDArray

from geo.pack_arrays import where
from geo.pack_block import Block
from geo.pack_decoder import Decoder
from geo.pack_discs import edge_squares
from geo.pack_pairs import Pairs
from geo.pack_sites import Sites


def measured(block: Block, sites: Sites, pairs: Pairs, decoder: Decoder) -> NDArray[np.float64]:
    """The distance of each pair; a site in the middle of a core, and shapes of many corners, are left to GEOS."""
    places = block.places
    core, shape = places.core[pairs.place], sites.shape[pairs.site]
    x, y = sites.x[pairs.site], sites.y[pairs.site]
    squares = (places.x[pairs.place] - x) ** 2 + (places.y[pairs.place] - y) ** 2
    distances = np.asarray(np.sqrt(squares))
    hull = places.outer[pairs.place] - places.reach[pairs.place]
    is_apart = (shape < 0) & (core >= 0) & (distances > hull)
    apart = where(is_apart)
    apart = apart[block.cores.edges[core[apart]] > 0]
    distances[apart] = np.sqrt(edge_squares(x[apart], y[apart], block.cores, core[apart]))
    others = (shape >= 0) | (core >= 0)
    others[apart] = False
    left = where(others)
    if len(left):
        distances[left] = decoder.distances(sites, pairs.take(left))
    return distances
