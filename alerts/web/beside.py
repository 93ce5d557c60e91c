"""The applications beside another one as lines of a list: those that belong to it, and those nearby; pure."""

from typing import NamedTuple

from alerts.domain.application import Application, ApplicationKey
from alerts.domain.related import Relation
from alerts.domain.wording import headline, status_words
from alerts.drawing.scene import SiteStage, stage_of
from alerts.language import _, later
from alerts.services.neighbours import Nearby, Related

_RELATIONS = {
    Relation.NAMED_HERE: later("Named in this application"),
    Relation.NAMES_THIS: later("Names this application"),
    Relation.SAME_ADDRESS: later("At the same address"),
    Relation.SAME_PLACE: later("At the same place"),
}
_WINDS = {
    "north": later("{metres} m north"),
    "north-east": later("{metres} m north-east"),
    "east": later("{metres} m east"),
    "south-east": later("{metres} m south-east"),
    "south": later("{metres} m south"),
    "south-west": later("{metres} m south-west"),
    "west": later("{metres} m west"),
    "north-west": later("{metres} m north-west"),
}


class Beside(NamedTuple):
    """One application of such a list; `where` says how it stands to the application of the page."""

    key: ApplicationKey
    headline: str
    stage: SiteStage
    status_words: str
    where: str
    address: str | None


def related_line(related: Related) -> Beside:
    return _line(related.application, _(_RELATIONS[related.relation]))


def nearby_line(near: Nearby) -> Beside:
    """How far, in metres between the edges of the two sites, and in which direction between their middles."""
    if near.distance_m < 1 or not near.direction:
        return _line(near.application, _("Next to it"))
    return _line(near.application, _(_WINDS[near.direction]).format(metres=f"{near.distance_m:,.0f}"))


def _line(application: Application, where: str) -> Beside:
    return Beside(
        application.key,
        headline(application.description),
        stage_of(application),
        status_words(application),
        where,
        application.address,
    )
