"""How the boundaries stand: which vintages, how old, and what people watch that has none any more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import boundaries, vintages
from alerts.db.place_watchers import watched_places
from alerts.domain.new_vintage import NewBoundaries, told
from geo.boundaries import BoundaryKind
from geo.boundary_licence import boundary_licence_lines


@dataclass(frozen=True)
class Vintage:
    """The boundaries of a kind of one year: how many there are, and how many of them are in use."""

    kind: str
    year: int
    count: int
    in_use: int
    taken_at: datetime | None
    age_days: int | None


@dataclass(frozen=True)
class Unbounded:
    """What people watch by a code that no boundary in use has; `people` is None for some, but fewer than five."""

    kind: str
    code: str
    label: str
    people: int | None


@dataclass(frozen=True)
class BoundaryStatus:
    """`licence_lines` are owed wherever boundaries are shown."""

    vintages: tuple[Vintage, ...]
    unbounded: tuple[Unbounded, ...]
    licence_lines: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "vintages": [vars(each) for each in self.vintages],
            "watched_without_boundary": [vars(each) for each in self.unbounded],
            "licence_lines": list(self.licence_lines),
        }


def boundary_status(session: Session, now: datetime) -> BoundaryStatus:
    """How things stand at this moment."""
    found = tuple(_vintages(session, now))
    years = {each.year for each in found if each.in_use}
    return BoundaryStatus(found, tuple(_unbounded(session)), boundary_licence_lines(years))


def _vintages(session: Session, now: datetime) -> list[Vintage]:
    taken = {
        (each.found.kind, each.found.vintage): each.taken_at
        for each in reversed(vintages.compared(session))
        if isinstance(each.found, NewBoundaries) and each.taken_at
    }
    in_use = boundaries.counts_in_use(session)
    return [
        Vintage(
            kind=kind,
            year=year,
            count=count,
            in_use=in_use.get((kind, year), 0),
            taken_at=(at := taken.get((kind, year))),
            age_days=(now - at).days if at else None,
        )
        for kind, year, count in boundaries.counts(session)
    ]


def _unbounded(session: Session) -> list[Unbounded]:
    lost: dict[tuple[str, str], tuple[str, set[int]]] = {}
    for kind in BoundaryKind:
        known = boundaries.codes_in_use(session, kind)
        for watched in watched_places(session, kind):
            if known and watched.code not in known:
                _label, people = lost.setdefault((kind, watched.code), (watched.label, set()))
                people.update(person for _, person in watched.people)
    return [
        Unbounded(kind, code, label, told(len(people)))
        for (kind, code), (label, people) in sorted(lost.items())
    ]
