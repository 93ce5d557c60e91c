"""What somebody may have meant who typed one line: a postcode, a place by name or code, an application, a street."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import applications, boundaries, constraints
from alerts.db.mapping import application_from_row
from alerts.domain.application import Application
from alerts.domain.authorities import ALL, authority_by_code, authority_by_name
from alerts.domain.constraint_wording import constraint_label, without_constraint_kind
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.areas import Places, boundary_label
from geo.boundaries import BoundaryKind
from geo.constraints import ConstraintKind
from geo.errors import PostcodeError, PostcodeMalformed
from geo.postcode import Postcode, find_postcode, parse_postcode

LONGEST = 200
_MOST_SHOWN = 20
_SHORTEST_STREET = 4
_OUTWARD_ONLY = re.compile(r"^[A-Z]{1,2}[0-9][0-9A-Z]?( ?[0-9])?$", re.IGNORECASE)
_GSS_CODE = re.compile(r"^[EWS][0-9]{8}$", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A watch area that the words may mean, named for a list."""

    name: AreaName
    label: str


@dataclass(frozen=True)
class Answer:
    """All that the words may mean; `advice` says what to do where that is nothing, or not enough."""

    places: tuple[Place, ...] = ()
    applications: tuple[Application, ...] = ()
    advice: str = ""

    @property
    def is_certain(self) -> bool:
        """There is exactly one thing that can have been meant."""
        return len(self.places) + len(self.applications) == 1


def search(session: Session, places: Places, text: str) -> Answer:
    """What `text` may mean. Raises GazetteerMissing where it is a postcode and no gazetteer has been built."""
    words = " ".join(text.split())
    if not words:
        return Answer(advice="Type a postcode, such as NW5 1TL, or the name of a ward or a council.")
    if len(words) > LONGEST:
        return Answer(advice="That is too long for us to search for. A postcode is enough.")
    try:
        postcode = _postcode(words)
        if postcode is not None:
            places.gazetteer.find(postcode)
            return Answer((Place(AreaName(AreaKind.POSTCODE, postcode.compact), str(postcode)),))
    except PostcodeError as error:
        return Answer(advice=str(error))
    return _by_name(session, words)


def _postcode(words: str) -> Postcode | None:
    """The postcode typed, alone or at the end of an address; None where there is none.

    Raises PostcodeNotCovered for one of a place that we do not serve.
    """
    try:
        return parse_postcode(words)
    except PostcodeMalformed:
        return find_postcode(words)


def _by_name(session: Session, words: str) -> Answer:
    referred = tuple(map(application_from_row, applications.by_reference(session, words)))
    named, protected = tuple(_places(session, words)), tuple(_protected(session, words))
    if referred or named:
        return Answer((*named, *protected)[:_MOST_SHOWN], referred)
    # Many a conservation area is called after a street: who types one may mean either.
    found = () if _OUTWARD_ONLY.match(words) else _at_address(session, words)
    if protected or found:
        return Answer(protected, found)
    return Answer(advice=_advice(session, words))


def _at_address(session: Session, words: str) -> tuple[Application, ...]:
    if len(words) < _SHORTEST_STREET:
        return ()
    return tuple(map(application_from_row, applications.by_address(session, words, _MOST_SHOWN)))


def _places(session: Session, words: str) -> Iterator[Place]:
    """Councils, then wards, whose name begins with the words or whose code they are."""
    seen = set()
    for place in (*_councils(words), *_bounded(session, words)):
        if place.name not in seen:
            seen.add(place.name)
            yield place


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


def _protected(session: Session, words: str) -> Iterator[Place]:
    """Areas of a kind named in the words, or conservation areas, whose name begins with the rest of them.

    Listed buildings and the like bear the names of streets: they are not offered to who does not ask for them.
    """
    kind, name = without_constraint_kind(words)
    if not name:
        return
    for area in constraints.named(session, kind or ConstraintKind.CONSERVATION_AREA, name):
        yield Place(AreaName(AreaKind.CONSTRAINT, str(area.entity)), constraint_label(area))


def _advice(session: Session, words: str) -> str:
    if _OUTWARD_ONLY.match(words):
        return f"“{words.upper()}” is only the first part of a postcode. Type all of it, such as NW5 1TL."
    if not boundaries.counts(session):
        return (
            "We found no council, application or street of that name. The boundaries of wards are not loaded here,"
            " so please search by postcode or by council."
        )
    return (
        "We found no postcode, ward, council, application or street like that. Please check the spelling,"
        " or search by postcode."
    )
