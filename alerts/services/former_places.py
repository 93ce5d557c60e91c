"""What became of a ward or a council that is no more: since which boundaries, and where its ground lies now."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.new_vintage import Place, Successor
from alerts.domain.watch_area import AreaKind, WatchArea
from geo.boundaries import BoundaryKind
from geo.boundary_changes import heirs_of

_KINDS = {AreaKind.WARD: BoundaryKind.WARD, AreaKind.AUTHORITY: BoundaryKind.AUTHORITY}


@dataclass(frozen=True)
class FormerPlace:
    """`year` is that of the first boundaries without it; `successors` have its ground, the largest share first."""

    year: int
    successors: tuple[Successor, ...]


def abolished_in(session: Session, watch: WatchArea) -> int | None:
    """The year of the first boundaries that lack a ward or a council; None for one that is there."""
    kind = _KINDS.get(watch.name.kind)
    return boundaries.gone_since(session, kind, watch.name.rest) if kind else None


def former_place(session: Session, watch: WatchArea) -> FormerPlace | None:
    """What became of a ward or a council that is no more; None of one that is there."""
    year = abolished_in(session, watch)
    if year is None:
        return None
    core = watch.area.core if watch.area else None
    near = boundaries.touching(session, _KINDS[watch.name.kind], core) if core else []
    heirs = heirs_of(core, near) if core else ()
    return FormerPlace(
        year,
        tuple(
            Successor(Place(heir.place.code, heir.place.name, heir.place.parent), heir.share)
            for heir in heirs
        ),
    )
