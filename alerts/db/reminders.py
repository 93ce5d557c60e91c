"""Reminders that are to be made: open applications with a last day to comment, given or estimated."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    insert,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from alerts.db.counts import Counted, count
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
    asked = {"deadline": deadline, "days_before": days_before, "noticed_before": noticed_before}
    estimated = {"valid_date": deadline - timedelta(USUAL_CONSULTATION_DAYS)}
    found: list[Reminder] = []
    for query, more in ((_GIVEN, {}), (_ESTIMATED, estimated)):
        rows = session.execute(query, {**asked, **more, "room": limit - len(found)})
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
    count(session, Counted.NOTICED, ChangeKind.DEADLINE_NEAR, by=len(rows))


def is_open() -> ColumnElement[bool]:
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


def _is_made() -> ColumnElement[bool]:
    return exists().where(
        ChangeRow.application_id == ApplicationRow.id,
        # A literal, or SQLite would not see that the index of reminders serves.
        ChangeRow.kind == literal_column(f"'{ChangeKind.DEADLINE_NEAR}'"),
        ChangeRow.deadline == bindparam("deadline"),
        ChangeRow.days_before == bindparam("days_before"),
    )


def _query(closes: ColumnElement[bool]) -> Select[int, str]:
    return (
        select(ApplicationRow.id, ApplicationRow.feed)
        .where(
            closes,
            ApplicationRow.first_noticed_at < bindparam("noticed_before"),
            is_open(),
            ~_is_made(),
        )
        .limit(bindparam("room", type_=Integer))
    )


# Built once: they are asked many times a minute, and mostly in vain.
_GIVEN = _query(ApplicationRow.consultation_end_date == bindparam("deadline"))
_ESTIMATED = _query((ApplicationRow.valid_date == bindparam("valid_date")) & text(NO_LAST_DAY))
