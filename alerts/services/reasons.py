"""How applications stand to the areas that they lie in, for thousands of pairs at once: the words of `reach`."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from alerts.domain.application import Site
from alerts.domain.matching import Noticed
from alerts.domain.watch_area import NEAR_M, Reach, WatchArea, reach, where_words
from alerts.services.watched import Near
from geo.area import compass_directions


def reaches(pairs: Sequence[Near], areas: Mapping[int, WatchArea], noticed: Sequence[Noticed]) -> list[Reach]:
    """What `reach` says of each of these pairs; those with a distance are known to touch."""
    winds = _winds(pairs, areas, noticed)
    return [_reach(pair, areas[pair.area_id], noticed[pair.position], winds) for pair in pairs]


def _reach(pair: Near, watch: WatchArea, noticed: Noticed, winds: Mapping[tuple[int, int], str]) -> Reach:
    site = noticed.application.site
    if pair.distance_m is None or site is None:
        return reach(watch, noticed.application)
    wind = winds.get(pair[:2], "")
    return Reach(True, pair.distance_m, where_words(watch, pair.distance_m, wind, site.precision))


def _winds(
    pairs: Sequence[Near], areas: Mapping[int, WatchArea], noticed: Sequence[Noticed]
) -> dict[tuple[int, int], str]:
    """The wind in which each site lies that is not near."""
    far = [pair for pair in pairs if pair.distance_m is not None and pair.distance_m >= NEAR_M]
    if not far:
        return {}
    from_, to = _of_each([pair.area_id for pair in far]), _of_each([pair.position for pair in far])
    cores = [_core(areas[each]) for each in from_[0].tolist()]
    sites = [_geometry(noticed[each].application.site) for each in to[0].tolist()]
    winds = compass_directions(
        shapely.centroid(np.array(cores, dtype=object))[from_[1]],
        shapely.centroid(np.array(sites, dtype=object))[to[1]],
    )
    return {pair[:2]: wind for pair, wind in zip(far, winds, strict=True)}


def _of_each(numbers: list[int]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """These numbers once each, and which of them stands where."""
    once, which = np.unique(np.array(numbers, np.int64), return_inverse=True)
    return once, which


def _core(watch: WatchArea) -> object:
    return watch.area.core if watch.area else None


def _geometry(site: Site | None) -> object:
    return site.geometry if site else None
