"""Pausing alerts until a day, and going on before it. What comes up meanwhile waits."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from alerts.db import ledger
from alerts.db.mapping import wishes_from_row
from alerts.db.tables import SubscriptionRow
from alerts.services.subscribing import Desk


def pause(session: Session, rows: Sequence[SubscriptionRow], until: date, desk: Desk) -> None:
    """Send nothing for these until the London day `until`; then all that waits is told together."""
    _set(session, rows, until, desk)


def resume(session: Session, rows: Sequence[SubscriptionRow], desk: Desk) -> None:
    """Go on as if there were no pause."""
    _set(session, rows, None, desk)


def _set(session: Session, rows: Sequence[SubscriptionRow], until: date | None, desk: Desk) -> None:
    for row in rows:
        if row.paused_until != until:
            row.paused_until = until
            ledger.reschedule(session, row.id, desk.timetable.due_at(wishes_from_row(row), desk.now, until))
