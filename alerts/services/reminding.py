"""Makes the reminders of last days to comment: one change for each application, day and number of days before it."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import reminders, subscriptions
from alerts.db.reminders import Reminder
from alerts.db.session import Database
from alerts.domain.timetable import Timetable
from alerts.effects import OnEffect, no_effect

log = logging.getLogger("planning_alerts.reminding")

BATCH = 1_000


def remind(
    database: Database, timetable: Timetable, clock: Callable[[], datetime], on_effect: OnEffect = no_effect
) -> int:
    """Make every reminder whose day has come and whose deadline has not passed; returns how many.

    Who was asleep on the day catches up. An application noticed later than that day was told with its date.
    """
    now, made = clock(), 0
    while True:
        with database.reading() as session:
            found = _some_missing(session, timetable, now)
        if not found:
            return made
        try:
            with database.writing() as session:
                reminders.add_all(session, found, now)
        except IntegrityError:
            log.info("another process makes the reminders of today at this moment")
            return made
        made += len(found)
        on_effect("reminded")


def _some_missing(session: Session, timetable: Timetable, now: datetime) -> list[Reminder]:
    """Reminders that are to be made now; as many as one transaction should write."""
    found: list[Reminder] = []
    today = timetable.today(now)
    for days_before in sorted(subscriptions.reminder_days(session)):
        for days in range(days_before + 1):
            deadline = today + timedelta(days)
            noticed_before = _midnight_after(deadline - timedelta(days_before), timetable)
            room = BATCH - len(found)
            found += reminders.missing(session, deadline, days_before, noticed_before, room)
            if len(found) >= BATCH:
                return found
    return found


def _midnight_after(day: date, timetable: Timetable) -> datetime:
    """The moment at which a local day ends."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=timetable.zone).astimezone(UTC)
