"""Reminders that are to be made: open applications with a last day to comment, given or estimated."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, insert, literal_column, or_, select, text
from sqlalchemy.orm import Session

from alerts.db.tables import NO_LAST_DAY, ApplicationRow, ChangeRow
from alerts.domain.application import Status
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS


class Reminder(NamedTuple):
    """One to be made: of which application, about which last day, how many days before it."""

    application_id: int
    feed: str
    deadline: date
    days_before: int


_OVER = (Status.WITHDRAWN, Status.DETERMINED, Status.RETURNED)


def missing(
    session: Session, deadline: date, days_before: int, noticed_before: datetime, limit: int
) -> list[Reminder]:
    """Applications whose comments close on this day and which have no such reminder yet, noticed before a moment."""
    estimated_from = deadline - timedelta(USUAL_CONSULTATION_DAYS)
    found: list[Reminder] = []
    for closes in (
        ApplicationRow.consultation_end_date == deadline,
        (ApplicationRow.valid_date == estimated_from) & text(NO_LAST_DAY),
    ):
        query = select(ApplicationRow.id, ApplicationRow.feed).where(
            closes,
            ApplicationRow.first_noticed_at < noticed_before,
            _is_open(),
            ~_is_made(deadline, days_before),
        )
        rows = session.execute(query.limit(limit - len(found)))
        found += [Reminder(number, feed, deadline, days_before) for number, feed in rows]
    return found


def add_all(session: Session, found: Sequence[Reminder], now: datetime) -> None:
    """Add the reminders; the table refuses one that is there already."""
    rows = [
        {
            "application_id": each.application_id,
            "kind": ChangeKind.DEADLINE_NEAR,
            "state": "unmatched",
            "noticed_at": now,
            "feed": each.feed,
            "differences": [],
            "deadline": each.deadline,
            "days_before": each.days_before,
        }
        for each in found
    ]
    session.execute(insert(ChangeRow), rows)


def _is_open() -> ColumnElement[bool]:
    """As `Application.is_open` says, and not held back."""
    row = ApplicationRow
    return (
        row.decision.is_(None)
        & row.decision_raw.is_(None)
        & row.decision_date.is_(None)
        & row.withdrawn_date.is_(None)
        & or_(row.status.is_(None), row.status.not_in(_OVER))
        & row.quarantine.is_(None)
    )


def _is_made(deadline: date, days_before: int) -> ColumnElement[bool]:
    return exists().where(
        ChangeRow.application_id == ApplicationRow.id,
        # A literal, or SQLite would not see that the index of reminders serves.
        ChangeRow.kind == literal_column(f"'{ChangeKind.DEADLINE_NEAR}'"),
        ChangeRow.deadline == deadline,
        ChangeRow.days_before == days_before,
    )
