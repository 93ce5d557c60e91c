"""Draws what a page of people are about to be told, before their e-mails are composed: no transaction waits for it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import due, subscriptions
from alerts.db.session import Database
from alerts.domain.timetable import Timetable
from alerts.language import Language, speaking
from alerts.mail.pictures import ItemPicture
from alerts.services.languages import language_of
from alerts.services.page_of_alerts import ProtectedSites, by_person, read_page
from alerts.services.picturing import Pictures, Subject

log = logging.getLogger("planning_alerts.picturing")

Drawn = Mapping[int, Mapping[int, ItemPicture]]
"""The pictures by person and application."""
_Subjects = dict[int, tuple[Language, dict[int, Subject]]]


def drawn_ahead(
    database: Database,
    illustrator: Pictures,
    people: Sequence[int],
    timetable: Timetable,
    now: datetime,
    protected: ProtectedSites,
) -> Drawn:
    """The pictures for these people; none for whom anything is wrong with that."""
    try:
        with database.reading() as session:
            subjects = _subjects(session, illustrator, people, timetable, now, protected)
    except Exception:
        log.exception("a page of people are told without map pictures")
        return {}
    drawn = {}
    for person, (language, found) in subjects.items():
        with speaking(language):
            drawn[person] = illustrator.of(found)
    return drawn


def _subjects(
    session: Session,
    illustrator: Pictures,
    people: Sequence[int],
    timetable: Timetable,
    now: datetime,
    protected: ProtectedSites,
) -> _Subjects:
    persons = subscriptions.people(session, people)
    waiting = by_person(due.look_at_alerts_of(session, people, now))
    page = read_page(session, waiting, timetable, now, protected)
    found: _Subjects = {}
    for person, alerts in waiting.items():
        try:
            language = language_of(persons.get(person))
            with speaking(language):
                subjects = illustrator.subjects_of(session, page.alert(person, alerts), alerts)
            found[person] = language, subjects
        except Exception:
            log.exception("subscriber %d is told without map pictures", person)
    return found
