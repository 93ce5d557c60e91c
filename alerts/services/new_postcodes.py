"""What a new list of postcodes would change, and who is asked because theirs ended or moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import dist

from sqlalchemy.orm import Session

from alerts.db import area_questions, vintages
from alerts.db.place_watchers import WatchedPlace, ground_of, watched_places
from alerts.db.session import Database
from alerts.db.waking import Work, wake
from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.new_vintage import NewPostcodes, Touched
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.taking_boundaries import VintageRefused
from geo.gazetteer import Gazetteer
from geo.gazetteer_changes import MOVED_M, Fate, changes, fate_of, is_live
from geo.postcode import Postcode


@dataclass(frozen=True)
class Lists:
    """The list of postcodes in use, and the one that is to take its place; both are only read."""

    before: Gazetteer
    after: Gazetteer


@dataclass(frozen=True)
class Taken:
    """What a list changed, and how many questions people are asked because of it."""

    found: NewPostcodes
    questions: int


def compare_postcodes(session: Session, lists: Lists) -> NewPostcodes:
    """What changes should the second list take the place of the first."""
    found = changes(lists.before.path, lists.after.path)
    return NewPostcodes(
        vintage=lists.after.vintage,
        former=lists.before.vintage,
        count_before=lists.before.counts().live,
        count_after=lists.after.counts().live,
        added=found.added,
        ended=found.ended,
        moved=found.moved,
        touched=_touched([watched for watched, _ in _lost(session, lists)]),
    )


def compare_and_keep(database: Database, lists: Lists, now: datetime) -> NewPostcodes:
    """The same, kept for the operators' page; nothing of it is taken."""
    with database.reading() as session:
        compared = compare_postcodes(session, lists)
    with database.writing() as session:
        vintages.keep(session, compared, now)
    return compared


def ask_about_postcodes(database: Database, lists: Lists, now: datetime, *, anyway: bool = False) -> Taken:
    """Ask those whose postcode ended or moved, before the new list takes the place of the old: who is killed between
    the two asks nobody twice. Raises VintageRefused where there are far fewer postcodes than before, unless `anyway`.
    """
    with database.reading() as session:
        compared = compare_postcodes(session, lists)
        lost = list(_lost(session, lists))
    if compared.is_too_few and not anyway:
        raise VintageRefused(
            f"there are {compared.count_before:,} live postcodes now, and only {compared.count_after:,} came: nothing"
            " was taken. Take it all the same with --anyway"
        )
    with database.writing() as session:
        asked = sum(
            area_questions.ask(session, subscription_id, _question(watched, fate, compared.vintage), now)
            for watched, fate in lost
            for subscription_id in _not_told(session, watched, fate)
        )
        area_questions.withdraw_untrue(
            session, AreaEvent.ENDED, lambda asked: not is_live(lists.after, _postcode(asked.area.rest)), now
        )
        vintages.keep(session, compared, now, is_taken=True)
        if asked:
            wake(session, Work.WELCOME)
    return Taken(compared, asked)


def _lost(session: Session, lists: Lists) -> Iterator[tuple[WatchedPlace, Fate]]:
    for watched in watched_places(session, AreaKind.POSTCODE, has_ground=False):
        ground = partial(ground_of, session, watched.area_id)
        fate = fate_of(_postcode(watched.code), ground, lists.before, lists.after)
        if fate is not None:
            yield watched, fate


def _postcode(code: str) -> Postcode:
    """That of an area's code, such as `NW51TL:400`."""
    return Postcode(code.partition(":")[0])


def _not_told(session: Session, watched: WatchedPlace, fate: Fate) -> list[int]:
    """Those who have not been told already that it is where it is now, by another list."""
    people = [subscription_id for subscription_id, _person in watched.people]
    told = area_questions.asked_before(session, people) if fate.at else {}
    return [each for each in people if not any(_is_near(asked.at, fate.at) for asked in told.get(each, ()))]


def _is_near(former: tuple[int, int] | None, now: tuple[int, int] | None) -> bool:
    return former is not None and now is not None and dist(former, now) <= MOVED_M


def _question(watched: WatchedPlace, fate: Fate, vintage: str) -> AreaQuestion:
    event = AreaEvent.ENDED if fate.has_ended else AreaEvent.MOVED
    area = AreaName(AreaKind.POSTCODE, watched.code)
    return AreaQuestion(event, area, watched.label, vintage, metres=fate.metres, at=fate.at)


def _touched(watched: list[WatchedPlace]) -> Touched:
    return Touched.of(len(watched), len({person for each in watched for _, person in each.people}))
