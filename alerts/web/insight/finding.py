"""From what somebody types to the places that have a dashboard: councils and wards, by name, code or postcode."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.errors import AreaRefused
from alerts.domain.insight.slice import PlaceKind
from alerts.domain.retelling import said
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.language import _
from alerts.services.areas import boundary_label, watch_area
from alerts.services.searching import Place, search
from alerts.web.context import SiteContext
from geo.boundaries import BoundaryKind
from geo.errors import GazetteerMissing

_MOST = 12


@dataclass(frozen=True)
class Choice:
    """A place that may have been meant: its kind and code, and its name in a list."""

    kind: PlaceKind
    code: str
    name: str

    @property
    def path(self) -> str:
        return f"/insight/{self.kind}/{self.code}"

    @property
    def named(self) -> str:
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True)
class Found:
    """What may have been meant, and what to say where it is not one place."""

    choices: tuple[Choice, ...] = ()
    words: str = ""


def find(session: Session, context: SiteContext, text: str) -> Found:
    """The places that a text may mean; a postcode means the ward and the council that it lies in."""
    typed = " ".join(text.split())
    if not typed:
        return Found()
    try:
        answer = search(session, context.places, typed)
        places = answer.places or answer.suggestions
        choices = tuple(dict.fromkeys(found for each in places for found in _of(session, context, each)))[
            :_MOST
        ]
    except GazetteerMissing:
        return Found(words=_("Postcodes are not ready yet. Please type the name of a ward or a council."))
    if not choices:
        return Found(words=_("We found no council and no ward like that. Please check the spelling."))
    if len(choices) == 1 and answer.places:
        return Found(choices)
    return Found(choices, _("Which of these do you mean?"))


def _of(session: Session, context: SiteContext, place: Place) -> Iterator[Choice]:
    name = place.name
    if name.kind in (AreaKind.WARD, AreaKind.AUTHORITY):
        yield Choice(PlaceKind(name.kind), name.rest, said(place.label))
    elif name.kind is AreaKind.POSTCODE:
        yield from _around(session, context, name)


def _around(session: Session, context: SiteContext, name: AreaName) -> Iterator[Choice]:
    """The ward and the council of a postcode."""
    try:
        watch = watch_area(session, context.places, name)
    except AreaRefused:
        return
    if watch.area is None:
        return
    for kind in BoundaryKind:
        for each in boundaries.touching(session, kind, watch.area.core.representative_point()):
            yield Choice(PlaceKind(each.kind), each.code, boundary_label(each))
