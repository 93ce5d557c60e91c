"""What stands beside an application on its page: those that belong to it, and those nearby; each once."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import neighbours
from alerts.db.mapping import application_from_row
from alerts.db.tables import ApplicationRow
from alerts.domain.application import Application, SitePrecision
from alerts.domain.related import Relation, references_named, relation
from geo.area import compass_direction

NEAR_M = 250.0
MOST_SHOWN = 8
_LOOKED_AT = 60
"""The newest applications looked at round a site, and at a postcode: in a city there are thousands over the years."""


class Related(NamedTuple):
    """An application that belongs to another, and how."""

    application: Application
    relation: Relation


class Nearby(NamedTuple):
    """An application near another: how far (metres between the edges of their sites) and where from there."""

    application: Application
    distance_m: float
    direction: str


class Neighbours(NamedTuple):
    """The newest of both kinds."""

    related: tuple[Related, ...]
    nearby: tuple[Nearby, ...]


def neighbours_of(session: Session, application_id: int, application: Application) -> Neighbours:
    """The neighbours of a stored application; none nearby where its own place, or theirs, is only a postcode's."""
    around = _around(session, application_id, application)
    named = neighbours.of_references(
        session, application_id, application.authority, references_named(application.description), MOST_SHOWN
    )
    same_postcode = (
        neighbours.at_postcode(session, application_id, application.postcode, _LOOKED_AT)
        if application.postcode
        else []
    )
    related: dict[int, Related] = {}
    for row in (*named, *around, *same_postcode):
        if row.authority == application.authority and row.id not in related:
            other = application_from_row(row)
            if (how := relation(application, other)) is not None:
                related[row.id] = Related(other, how)
    nearby = [
        near
        for row in around
        if row.id not in related and (near := _nearby(application, application_from_row(row))) is not None
    ]
    return Neighbours(tuple(related.values())[:MOST_SHOWN], tuple(nearby[:MOST_SHOWN]))


def _around(session: Session, application_id: int, application: Application) -> list[ApplicationRow]:
    site = application.site
    if site is None or site.precision is SitePrecision.POSTCODE:
        return []
    west, south, east, north = site.geometry.bounds
    box = (west - NEAR_M, south - NEAR_M, east + NEAR_M, north + NEAR_M)
    return neighbours.around(session, application_id, box, _LOOKED_AT)


def _nearby(application: Application, other: Application) -> Nearby | None:
    here, there = application.site, other.site
    if here is None or there is None or there.precision is SitePrecision.POSTCODE:
        return None
    distance = float(here.geometry.distance(there.geometry))
    if distance > NEAR_M:
        return None
    return Nearby(other, distance, compass_direction(here.geometry, there.geometry))
