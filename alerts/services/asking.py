"""Asks people about areas of theirs that changed: one e-mail a person, put into words and queued by the worker."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import area_questions, restored, subscriptions
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.tables import SubscriberRow
from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.timetable import Timetable
from alerts.language import speaking
from alerts.mail.area_question import compose_area_questions
from alerts.mail.compose import MailSite
from alerts.services.identity import MailIdentity
from alerts.services.languages import language_of
from alerts.services.queueing import queue
from geo.boundary_licence import boundary_licence_lines
from geo.gazetteer_store import licence_lines

log = logging.getLogger("planning_alerts.asking")

AT_ONCE = 100
"""E-mails put into words before others have their turn."""


def ask_people(
    database: Database,
    site: MailSite,
    identity: MailIdentity,
    timetable: Timetable,
    clock: Callable[[], datetime],
    most: int = AT_ONCE,
) -> int:
    """Write to those who have a question that no e-mail has put yet; returns how many e-mails were queued.

    The questions are the queue: each e-mail is queued in the transaction that marks its questions as told, so that a
    crash loses none and repeats none. Who pauses is written to afterwards, if the question is open still. Nobody is
    while the database is a copy that was put back.
    """
    with database.reading() as session:
        if restored.since(session) is not None:
            return 0
        people = area_questions.people_to_tell(session, timetable.today(clock()))
    queued = 0
    for subscriber_id in people:
        queued += _tell(database, subscriber_id, site, identity, timetable, clock())
        if queued == most:
            break
    return queued


def _tell(
    database: Database,
    subscriber_id: int,
    site: MailSite,
    identity: MailIdentity,
    timetable: Timetable,
    now: datetime,
) -> bool:
    try:
        with database.writing() as session:
            person = subscriptions.locked_subscriber(session, subscriber_id)
            return person is not None and _tell_one(session, person, site, identity, timetable, now)
    except DatabaseUnusable:
        raise
    except Exception:
        log.exception("the questions of a person cannot be put into words; it is tried again")
        return False


def _tell_one(
    session: Session,
    person: SubscriberRow,
    site: MailSite,
    identity: MailIdentity,
    timetable: Timetable,
    now: datetime,
) -> bool:
    rows = area_questions.untold_of(session, person.id, timetable.today(now))
    if not rows:
        return False  # answered, stopped or told by another worker meanwhile
    questions = [area_questions.question_of(row) for row in rows]
    with speaking(language_of(person)):
        email = compose_area_questions(person.id, questions, _acknowledgements(questions), site)
    told_by = queue(session, identity, person.id, "welcome", email, now)
    for row in rows:
        row.told_at, row.email_id = now, told_by.id
    return True


def _acknowledgements(questions: Sequence[AreaQuestion]) -> tuple[str, ...]:
    """What is owed for the boundaries and postcodes that the e-mail tells of."""
    of_postcodes = {each.vintage for each in questions if each.event in (AreaEvent.ENDED, AreaEvent.MOVED)}
    years = [int(each.vintage) for each in questions if each.vintage not in of_postcodes]
    lines = [line for vintage in sorted(of_postcodes) for line in licence_lines(vintage)]
    return tuple(dict.fromkeys([*boundary_licence_lines(years), *lines]))
