"""What a vintage of boundaries would change, before it is taken: for places, and for the people who watch them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely import STRtree
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.db.place_watchers import WatchedPlace, watched_places
from alerts.domain.new_vintage import (
    Abolished,
    NewBoundaries,
    Place,
    Redrawn,
    Renamed,
    Successor,
    Touched,
)
from geo.boundaries import Boundary, BoundaryKind
from geo.boundary_changes import BoundaryChanges, Heir, compare, heirs_of, is_material, shares


@dataclass(frozen=True)
class AbolishedUnder:
    """What people watch is a ward or council that is no more; its ground has these successors."""

    watched: WatchedPlace
    successors: tuple[Successor, ...]


@dataclass(frozen=True)
class RedrawnUnder:
    """What people watch is a ward whose boundary is another than theirs now."""

    watched: WatchedPlace
    now: Boundary
    lost: float
    gained: float


def compare_boundaries(
    session: Session, found: Sequence[Boundary], authorities: Sequence[str] = ()
) -> NewBoundaries:
    """What changes should these boundaries, all of one kind and vintage, take the place of those in use: of the whole
    country, or of some authorities. Only reads.
    """
    kind, vintage = found[0].kind, found[0].vintage
    before = list(boundaries.in_use(session, kind, authorities))
    changes = compare(before, found)
    return NewBoundaries(
        kind=kind,
        vintage=vintage,
        authorities=tuple(authorities),
        former=tuple(sorted({each.vintage for each in before})),
        count_before=len(before),
        count_after=len(found),
        touched=_touched(session, found, authorities),
        added=tuple(map(_place, changes.added)),
        abolished=tuple(Abolished(_place(each.place), _successors(each.heirs)) for each in changes.gone),
        redrawn=_redrawn(changes),
        renamed=tuple(Renamed(_place(after), before.name) for before, after in changes.renamed),
        unmoved=changes.kept,
    )


def places_lost(
    session: Session, found: Sequence[Boundary], authorities: Sequence[str] = ()
) -> Iterable[AbolishedUnder | RedrawnUnder]:
    """What somebody watches that these boundaries no longer have, or have elsewhere than they watch it.

    Each is compared with the ground that its own watchers have, of whichever year that is. A council is watched by
    who decides, not by its ground: where its boundary runs makes no difference.
    """
    kind = found[0].kind
    by_code = {each.code: each for each in found}
    classes = {code[:3] for code in by_code}
    tree = STRtree([each.geometry for each in found])
    for watched in watched_places(session, kind, authorities):
        now = by_code.get(watched.code)
        if now is None and watched.code[:3] in classes:
            near = [found[number] for number in tree.query(watched.ground).tolist()] if watched.ground else []
            yield AbolishedUnder(watched, _heirs(watched, near))
        elif now is not None and kind is BoundaryKind.WARD and watched.ground is not None:
            lost, gained = shares(watched.ground, now.geometry)
            if is_material(lost, gained):
                yield RedrawnUnder(watched, now, lost, gained)


def _touched(session: Session, found: Sequence[Boundary], authorities: Sequence[str]) -> Touched:
    watched = [each.watched for each in places_lost(session, found, authorities)]
    return Touched(len(watched), len({person for each in watched for _, person in each.people}))


def _heirs(watched: WatchedPlace, near: Sequence[Boundary]) -> tuple[Successor, ...]:
    return _successors(heirs_of(watched.ground, near)) if watched.ground else ()


def _successors(heirs: Iterable[Heir]) -> tuple[Successor, ...]:
    return tuple(Successor(_place(heir.place), round(heir.share, 4)) for heir in heirs)


def _redrawn(changes: BoundaryChanges) -> tuple[Redrawn, ...]:
    return tuple(
        Redrawn(_place(each.after), round(each.lost, 4), round(each.gained, 4)) for each in changes.moved
    )


def _place(boundary: Boundary) -> Place:
    return Place(boundary.code, boundary.name, boundary.parent)
