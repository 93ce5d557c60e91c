"""Counts the links that do not work, by network: whoever guesses has to wait. A link that works always does."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import counters
from alerts.db.session import Database
from alerts.domain.signup_limits import counted_as, network_of
from alerts.services.subscribing import Desk


def may_guess(database: Database, desk: Desk, ip: str | None) -> bool:
    """Count one more wrong link; False, and nothing is written, where there were too many of late."""
    counter = counted_as("wrong-link", network_of(ip), desk.identity.key)
    with database.reading() as session:
        if _is_over(session, desk, counter):
            return False
    with database.writing() as session:
        counters.hold(session, counter)
        if _is_over(session, desk, counter):
            return False
        counters.add(session, counter, desk.now)
        return True


def _is_over(session: Session, desk: Desk, counter: str) -> bool:
    since: datetime = desk.now - desk.limits.wrong_links_within
    return counters.since(session, counter, since) >= desk.limits.wrong_links
