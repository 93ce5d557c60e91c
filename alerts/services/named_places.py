"""Places by their names and codes: councils, wards, protected areas, and those with a name like what was typed."""

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from alerts.db import boundaries, constraints
from alerts.domain.authorities import ALL, authority_by_code, authority_by_name
from alerts.domain.constraint_wording import constraint_label, without_constraint_kind
from alerts.domain.did_you_mean import closest_names
from alerts.domain.search_words import folded
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.language import _
from alerts.services.answers import Place
from alerts.services.areas import boundary_label
from geo.boundaries import BoundaryKind
from geo.constraints import ConstraintKind

_GSS_CODE = re.compile(r"^[EWS][0-9]{8}$", re.IGNORECASE)
_MOST_SUGGESTED = 6


def named(session: Session, words: str) -> list[Place]:
    """Councils, then wards, whose name begins with the words or whose code they are."""
    by_name = {place.name: place for place in (*_councils(words), *_bounded(session, words))}
    return list(by_name.values())


def is_whole_name(place: Place, words: str) -> bool:
    """Whether the words are all of a place's name, or its code: nothing else is meant then."""
    known = authority_by_name(words) or authority_by_code(words.upper())
    is_known = known is not None and place.name == AreaName(AreaKind.AUTHORITY, known.code)
    label = folded(place.label)
    wanted = folded(words)
    return (
        is_known
        or label == wanted
        or label.startswith(f"{wanted} ward")
        or place.name.rest.casefold() == words.casefold()
    )


def protected(session: Session, words: str) -> list[Place]:
    """Areas of a kind named in the words, or conservation areas, whose name begins with the rest of them.

    Listed buildings and the like bear the names of streets: they are not offered to who does not ask for them.
    """
    kind, name = without_constraint_kind(words)
    if not name:
        return []
    found = constraints.named(session, kind or ConstraintKind.CONSERVATION_AREA, name)
    return [Place(AreaName(AreaKind.CONSTRAINT, str(area.entity)), constraint_label(area)) for area in found]


def named_like(session: Session, words: str) -> list[Place]:
    """The councils and wards whose name somebody may have mistyped, the likest first; the first letter is right."""
    if not words[:1].isalpha():
        return []
    councils = [(each.name, AreaName(AreaKind.AUTHORITY, each.code), each.name) for each in ALL]
    bounded = [
        (name, AreaName(AreaKind(kind), code), _label(name, kind, parent))
        for name, kind, code, parent in boundaries.names_beginning(session, words[0])
    ]
    every = [*councils, *bounded]
    alike = closest_names(words, (name for name, _area, _words in every))
    found = {area: Place(area, label) for wanted in alike for name, area, label in every if name == wanted}
    return list(found.values())[:_MOST_SUGGESTED]


def _label(name: str, kind: str, parent: str | None) -> str:
    council = authority_by_code(parent or "")
    if kind != BoundaryKind.WARD:
        return name
    return _("{name} ward, {council}").format(name=name, council=council.name) if council else name


def _councils(words: str) -> Iterator[Place]:
    exact = authority_by_name(words) or authority_by_code(words.upper())
    if exact is not None:
        yield Place(AreaName(AreaKind.AUTHORITY, exact.code), exact.name)
    start = words.casefold()
    for authority in ALL:
        if authority.name.casefold().startswith(start):
            yield Place(AreaName(AreaKind.AUTHORITY, authority.code), authority.name)


def _bounded(session: Session, words: str) -> Iterator[Place]:
    found = boundaries.named(session, words)
    if _GSS_CODE.match(words):
        by_code = (boundaries.boundary(session, kind, words.upper()) for kind in BoundaryKind)
        found = [boundary for boundary in by_code if boundary is not None]
    for boundary in found:
        yield Place(AreaName(AreaKind(boundary.kind), boundary.code), boundary_label(boundary))
