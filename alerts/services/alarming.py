"""Tells the operator, in one e-mail, what is wrong with feeds or the service itself; each alarm once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import alarms
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.mail.alarm import Alarm, compose_alarm
from alerts.mail.compose import MailSite
from alerts.services import reporting, watching
from alerts.services.coverage import FeedHealth, FeedState, judged_feeds
from alerts.services.identity import MailIdentity
from alerts.services.queueing import queue
from alerts.services.watching import NOTHING_MORE, Watch

log = logging.getLogger("planning_alerts.alarming")

STALE, QUIET = "stale", "quiet"
_OF_TIME = (STALE, QUIET)
FAILING_FOR = timedelta(hours=24)
"""A feed that was never read and fails for so long is worth a letter, as is one not read for so long."""


def tell_operator(
    database: Database,
    site: MailSite,
    identity: MailIdentity,
    clock: Callable[[], datetime],
    watch: Watch = NOTHING_MORE,
) -> EmailRow | None:
    """Queue one e-mail about all that the operator has not been told of; None where there is nothing to tell.

    The e-mail and the mark on its alarms are one transaction. Should it fail, people's own mail goes out all the same.
    """
    try:
        return _tell_operator(database, site, identity, clock(), watch)
    except Exception:
        log.exception("the operator's letter cannot be composed; it is tried again")
        return None


def _tell_operator(
    database: Database, site: MailSite, identity: MailIdentity, now: datetime, watch: Watch
) -> EmailRow | None:
    with database.writing() as session:
        review(session, now)
        reporting.review(session, now)
        watching.review(session, now, watch)
        untold = alarms.untold(session)
        if not untold:
            return None
        told = [
            Alarm(row.feed, row.words, row.raised_at, is_over=row.cleared_at is not None) for row in untold
        ]
        email = queue(session, identity, None, "operator", compose_alarm(told, site), now)
        for row in untold:
            row.told_at = now
        return email


def review(session: Session, now: datetime) -> None:
    """Raise what time alone brings about, a feed that went stale or unusually quiet, and clear what is over."""
    for row, health in judged_feeds(session, now):
        kind = _alarm_kind(health, now)
        if kind is not None:
            alarms.raise_once(session, row.name, kind, f"{health.why[0].upper()}{health.why[1:]}.", now)
        alarms.clear(session, row.name, [other for other in _OF_TIME if other != kind], now)


def _alarm_kind(health: FeedHealth, now: datetime) -> str | None:
    if health.state is FeedState.QUIET:
        return QUIET
    fails_long = (
        health.state is FeedState.FAILING and health.since is not None and now - health.since > FAILING_FOR
    )
    return STALE if fails_long or health.state is FeedState.STALE else None
