"""What a vintage of boundaries would change, before it is taken: for places, and for the people who watch them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
from alerts.services.later_vintages import LaterVintages
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


Lost = AbolishedUnder | RedrawnUnder
Known = dict[int, Lost | None]
"""What became of areas by their numbers, once it has been reckoned; None for those that are as they were."""


def compare_boundaries(
    session: Session,
    found: Sequence[Boundary],
    authorities: Sequence[str] | None = (),
    known: Known | None = None,
) -> NewBoundaries:
    """What changes should these boundaries, all of one kind and vintage, take the place of those in use: of the whole
    country where `authorities` is empty, of some authorities, or, where it is None, of just these places. Where some of
    those in use are of a later vintage they stay, and are left out here, unless all are. Only reads; what became of
    watched areas is added to `known`.
    """
    kind, vintage = found[0].kind, found[0].vintage
    coming = LaterVintages(session, kind, vintage).coming(found)
    before = list(boundaries.in_use(session, kind, authorities or ()))
    if authorities is None:
        codes = {each.code for each in found}
        before = [each for each in before if each.code in codes]
    if coming:
        before, found = [each for each in before if each.vintage <= vintage], coming
    changes = compare(before, found)
    return NewBoundaries(
        kind=kind,
        vintage=vintage,
        authorities=tuple(authorities or ()),
        former=tuple(sorted({each.vintage for each in before})),
        count_before=len(before),
        count_after=len(found),
        touched=_touched(places_lost(session, found, authorities, known)),
        added=tuple(map(_place, changes.added)),
        abolished=tuple(Abolished(_place(each.place), _successors(each.heirs)) for each in changes.gone),
        redrawn=_redrawn(changes),
        renamed=tuple(Renamed(_place(after), before.name) for before, after in changes.renamed),
        unmoved=changes.kept,
    )


def places_lost(
    session: Session,
    found: Sequence[Boundary],
    authorities: Sequence[str] | None = (),
    known: Known | None = None,
) -> Iterable[Lost]:
    """What somebody watches that these boundaries no longer have, or have elsewhere than they watch it.

    Each is compared with the ground that its own watchers have, of whichever year that is, unless it is `known`
    already, to which what is found is added. A council is watched by who decides, not by its ground: where its
    boundary runs makes no difference. What a later vintage tells of is left out.
    """
    kind, vintage = found[0].kind, found[0].vintage
    verdicts = {} if known is None else known
    later = LaterVintages(session, kind, vintage)
    judge = _Judge(later.coming(found) or found, is_whole=authorities is not None)
    for watched in watched_places(session, kind, authorities or ()):
        if later.has(watched):
            continue
        if watched.area_id not in verdicts:
            verdicts[watched.area_id] = judge.verdict(watched)
        verdict = verdicts[watched.area_id]
        if verdict is not None:
            yield replace(verdict, watched=watched)


def places_found(session: Session, found: Sequence[Boundary], known: Known) -> list[int]:
    """The areas, by their numbers, that these boundaries have as they are watched, once it is `known`."""
    codes = {each.code for each in found}
    return [
        watched.area_id
        for watched in watched_places(session, found[0].kind, has_ground=False)
        if watched.code in codes and known.get(watched.area_id, watched) is None
    ]


class _Judge:
    """Says of what is watched what became of it among some boundaries. `is_whole`: what is not there is abolished."""

    def __init__(self, found: Sequence[Boundary], *, is_whole: bool) -> None:
        self._found, self._is_whole = found, is_whole
        self._by_code = {each.code: each for each in found}
        self._classes = {code[:3] for code in self._by_code}
        self._tree = STRtree([each.geometry for each in found])

    def verdict(self, watched: WatchedPlace) -> Lost | None:
        now = self._by_code.get(watched.code)
        if now is None:
            is_gone = self._is_whole and watched.code[:3] in self._classes
            return AbolishedUnder(watched, self._heirs(watched)) if is_gone else None
        if now.kind is not BoundaryKind.WARD or watched.ground is None:
            return None
        lost, gained = shares(watched.ground, now.geometry)
        return RedrawnUnder(watched, now, lost, gained) if is_material(lost, gained) else None

    def _heirs(self, watched: WatchedPlace) -> tuple[Successor, ...]:
        if watched.ground is None:
            return ()
        near = [self._found[number] for number in self._tree.query(watched.ground).tolist()]
        return _successors(heirs_of(watched.ground, near))


def _touched(lost: Iterable[Lost]) -> Touched:
    watched = [each.watched for each in lost]
    return Touched.of(len(watched), len({person for each in watched for _, person in each.people}))


def _successors(heirs: Iterable[Heir]) -> tuple[Successor, ...]:
    return tuple(Successor(_place(heir.place), round(heir.share, 4)) for heir in heirs)


def _redrawn(changes: BoundaryChanges) -> tuple[Redrawn, ...]:
    return tuple(
        Redrawn(_place(each.after), round(each.lost, 4), round(each.gained, 4)) for each in changes.moved
    )


def _place(boundary: Boundary) -> Place:
    return Place(boundary.code, boundary.name, boundary.parent)
