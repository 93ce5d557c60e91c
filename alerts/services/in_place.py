"""Which of many applications lie in a watch area, told for many at once by the one rule of all areas."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeVar

import shapely

from alerts.domain.watch_area import WatchArea
from geo.area import reach_m

_AT_FIRST, _AT_ONCE = 100, 500


class Placed(Protocol):
    """What of an application says where it is: its site as WKB (EPSG:27700), and its postcode."""

    @property
    def site(self) -> bytes | None: ...

    @property
    def postcode(self) -> str | None: ...


_Placed = TypeVar("_Placed", bound=Placed)
_Any = TypeVar("_Any")


def in_place(watch: WatchArea, candidates: Iterable[_Placed]) -> Iterator[_Placed]:
    """Those inside by the rule of `alerts.domain.watch_area.reach`, in their order, as they are taken. For an area that
    is no geometry the candidates are all that there is.
    """
    if watch.area is None or watch.authority is not None:
        yield from candidates
        return
    shapely.prepare(watch.area.core)
    within_m, own = reach_m(watch.area.margin_m), frozenset(watch.own_postcodes)
    for chunk in chunks(candidates, _AT_ONCE):
        sites = shapely.from_wkb([each.site for each in chunk])
        distances = shapely.distance(watch.area.core, sites).tolist()
        for each, distance in zip(chunk, distances, strict=True):
            if distance <= within_m or each.postcode in own:
                yield each


def chunks(candidates: Iterable[_Any], size: int) -> Iterator[Sequence[_Any]]:
    """A hundred first, which is often all that is needed, then so many at a time."""
    rest, at_once = iter(candidates), min(size, _AT_FIRST)
    while chunk := list(islice(rest, at_once)):
        yield chunk
        at_once = size
