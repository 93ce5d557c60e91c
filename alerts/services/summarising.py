"""Writes the operator how the service did yesterday: once a London day, kept so by the database."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from alerts.db import counted, summaries
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.timetable import Timetable
from alerts.mail.compose import MailSite
from alerts.mail.summary import Day, compose_summary
from alerts.services.daily_figures import figures_of
from alerts.services.daily_needs import needs_of
from alerts.services.identity import MailIdentity
from alerts.services.queueing import queue
from alerts.services.watching import Watch

log = logging.getLogger("planning_alerts.summary")


@dataclass(frozen=True)
class Summary:
    """When the operator is written to, by the clock on the wall; `postcodes` says of when the list of postcodes is."""

    at: time
    timetable: Timetable
    watch: Watch
    postcodes: Callable[[], str]

    def is_due(self, now: datetime) -> bool:
        return now.astimezone(self.timetable.zone).time() >= self.at


def summarise(
    database: Database,
    site: MailSite,
    identity: MailIdentity,
    clock: Callable[[], datetime],
    summary: Summary,
) -> EmailRow | None:
    """Queue the summary of yesterday, if it is time and nobody has. Should it fail, all other mail goes out."""
    now = clock()
    if not summary.is_due(now):
        return None
    today = summary.timetable.today(now)
    try:
        with database.reading() as session:
            is_over = summaries.is_made(session, today) or not counted.has_before(session, today)
        if is_over:
            return None
        with database.writing() as session:
            return _summarised(session, site, identity, now, today, summary)
    except Exception:
        log.exception("the operator's summary cannot be written; it is tried again")
        return None


def _summarised(
    session: Session, site: MailSite, identity: MailIdentity, now: datetime, today: date, summary: Summary
) -> EmailRow | None:
    """The e-mail and the mark on its day are one transaction."""
    if not summaries.claim(session, today, now):
        return None
    yesterday = today - timedelta(days=1)
    day = Day(
        yesterday,
        needs_of(session, now, summary.watch, site.base_url),
        figures_of(session, yesterday, summary.watch, summary.postcodes()),
    )
    return queue(session, identity, None, "operator", compose_summary(day, site), now)
