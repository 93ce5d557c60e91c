"""Which boundaries of a vintage come into use, where some that are known are of a later one."""

from collections.abc import Sequence

from shapely import STRtree
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.db.place_watchers import WatchedPlace
from geo.boundaries import Boundary, BoundaryKind
from geo.boundary_changes import heirs_of

_DISTRICTS = frozenset({"E06", "E07", "E08", "E09", "S12", "W06"})
"""What districts' codes begin with; one that is merged with others may change from one of them to another."""

_LEAST_COVERED = 0.5


class LaterVintages:
    """What is known of a kind of later years than `vintage`, and therefore stays in use."""

    def __init__(self, session: Session, kind: BoundaryKind, vintage: int) -> None:
        self._codes, self._parents = boundaries.later_names(session, kind, vintage)
        self._places = boundaries.later_in_use(session, kind, vintage) if self._codes else []
        self._tree = STRtree([each.geometry for each in self._places])

    def coming(self, found: Sequence[Boundary]) -> list[Boundary]:
        """Those of `vintage` that come into use: that have no later boundary, nor has their council or their ground."""
        return [each for each in found if not (self._is_named(each) or self.covering(each))]

    def covering(self, place: Boundary) -> int | None:
        """The year of the later boundaries that have most of the ground of a place under other names; None where none
        have.
        """
        if self._is_named(place):
            return None
        near = [self._places[number] for number in self._tree.query(place.geometry).tolist()]
        alike = [each for each in near if _family(each.code) == _family(place.code)]
        heirs = heirs_of(place.geometry, alike)
        is_covered = sum(heir.share for heir in heirs) >= _LEAST_COVERED
        return min(heir.place.vintage for heir in heirs) if is_covered else None

    def has(self, watched: WatchedPlace) -> bool:
        """Whether what is watched is told of by a later vintage, by its own code or as a ward of its council."""
        return watched.code in self._codes or bool(watched.authorities & self._parents)

    def _is_named(self, place: Boundary) -> bool:
        return place.code in self._codes or place.parent in self._parents


def _family(code: str) -> str:
    return "district" if code[:3] in _DISTRICTS else code[:3]
