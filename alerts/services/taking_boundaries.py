"""Takes a vintage of boundaries into use, whole or not at all, and asks those whose ward or council it changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import area_questions, boundaries, vintages
from alerts.db.place_watchers import WatchedPlace
from alerts.db.session import Database
from alerts.db.waking import Work, wake
from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.errors import DomainError
from alerts.domain.new_vintage import NewBoundaries
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.later_vintages import LaterVintages
from alerts.services.new_boundaries import (
    AbolishedUnder,
    Known,
    Lost,
    RedrawnUnder,
    compare_boundaries,
    places_found,
    places_lost,
)
from geo.boundaries import Boundary
from geo.boundary_changes import is_material, shares


class VintageRefused(DomainError):
    """A vintage that is not to be believed; the message says why."""


@dataclass(frozen=True)
class Taken:
    """What a vintage changed, and how many questions people are asked because of it."""

    found: NewBoundaries
    questions: int


def compare_and_keep(
    database: Database, found: Sequence[Boundary], authorities: Sequence[str] | None, now: datetime
) -> NewBoundaries:
    """What these boundaries would change, kept for the operators' page; nothing of it is taken."""
    with database.reading() as session:
        compared = compare_boundaries(session, found, authorities)
    with database.writing() as session:
        vintages.keep(session, compared, now)
    return compared


def take_boundaries(
    database: Database,
    found: Sequence[Boundary],
    authorities: Sequence[str] | None,
    now: datetime,
    *,
    anyway: bool = False,
) -> Taken:
    """Put these boundaries, all of one kind and vintage, in the place of those in use: of the whole country where
    `authorities` is empty, of these authorities, or, where it is None, of just the places that they are.

    Raises VintageRefused where there are far fewer than before, unless `anyway`. What is older than what is in use is
    kept beside it and changes nothing, be it all or the part of a council. The long reckoning is done before the write
    begins: a crash before its end leaves all as it was, and a second run asks nobody twice.
    """
    with database.reading() as session:
        known: Known = {}
        compared = compare_boundaries(session, found, authorities, known)
        later = LaterVintages(session, found[0].kind, compared.vintage)
        is_newest = bool(later.coming(found))
    if compared.is_too_few and is_newest and not anyway:
        raise VintageRefused(_too_few(compared))
    with database.writing() as session:
        lost = list(places_lost(session, found, authorities, known)) if is_newest else []
        asked = sum(_ask(session, each, compared.vintage, now) for each in lost)
        if is_newest:
            area_questions.withdraw(session, places_found(session, found, known), now)
        boundaries.replace(session, found)
        for place in found:
            if (since := later.covering(place)) is not None:
                boundaries.mark_gone(session, place.kind, [place.code], since)
        if is_newest:
            gone = [each.place.code for each in compared.abolished]
            boundaries.mark_gone(session, found[0].kind, gone, compared.vintage)
            vintages.keep(session, compared, now, is_taken=True)
        if asked:
            wake(session, Work.WELCOME)
    return Taken(compared, asked)


def _too_few(compared: NewBoundaries) -> str:
    return (
        f"there are {compared.count_before:,} {compared.kind} boundaries now, and only {compared.count_after:,} came:"
        " nothing was taken. Look at what would change with `boundaries compare`; take it all the same with --anyway"
    )


def _ask(session: Session, lost: Lost, vintage: int, now: datetime) -> int:
    """Ask everybody who watches it; returns how many were not asked this before."""
    question = _question(lost, vintage)
    people = [subscription_id for subscription_id, _ in lost.watched.people]
    if isinstance(lost, RedrawnUnder):
        people = _not_shown(session, lost, people)
    return sum(area_questions.ask(session, each, question, now) for each in people)


def _question(lost: Lost, vintage: int) -> AreaQuestion:
    area, label = _name(lost.watched), lost.watched.label
    if isinstance(lost, AbolishedUnder):
        return AreaQuestion(AreaEvent.ABOLISHED, area, label, str(vintage), lost.successors)
    return AreaQuestion(
        AreaEvent.REDRAWN, area, label, str(vintage), lost=round(lost.lost, 4), gained=round(lost.gained, 4)
    )


def _not_shown(session: Session, lost: RedrawnUnder, subscription_ids: Collection[int]) -> list[int]:
    """Those who have not been asked about this boundary already, in another year's words: who keeps the ground of old
    is not asked every year.
    """
    earlier = {
        each: [asked.vintage for asked in questions if asked.event is AreaEvent.REDRAWN]
        for each, questions in area_questions.asked_before(session, subscription_ids).items()
    }
    same = {
        vintage
        for vintage in set().union(*earlier.values())
        if _is_same(boundaries.of_vintage(session, lost.now.kind, lost.now.code, int(vintage)), lost.now)
    }
    return [each for each in subscription_ids if not same & set(earlier.get(each, ()))]


def _is_same(former: Boundary | None, now: Boundary) -> bool:
    return former is not None and not is_material(*shares(former.geometry, now.geometry))


def _name(watched: WatchedPlace) -> AreaName:
    return AreaName(AreaKind(watched.kind), watched.code)
