"""What is to be done at this moment, as the rows say it: looked at cheaply by whoever wakes those that do it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, text
from sqlalchemy.orm import Session

from alerts.db import area_questions, change_log, due, emails
from alerts.db.clock import database_time
from alerts.db.tables import (
    NOT_OVER,
    AddressChangeRow,
    AlertRow,
    ChangeRow,
    EmailRow,
    FeedRow,
    LogFollowerRow,
    SignupRow,
)
from alerts.db.tables.register import UNLOGGED
from alerts.db.waking import Wanted, Work

Look = Callable[[Session, datetime], list[Wanted]]


def for_people(session: Session, now: datetime) -> list[Wanted]:
    """What somebody waits for: an answer to a form, a welcome, a question about their area, an e-mail that is due."""
    forms = select(SignupRow.id), select(AddressChangeRow.id).where(AddressChangeRow.taken_in_at.is_(None))
    found = []
    if any(_is_any(session, each) for each in forms):
        found.append(Wanted(Work.TAKE_IN))
    if emails.unworded(session, "welcome") or area_questions.people_to_tell(session, now.date()):
        found.append(Wanted(Work.WELCOME))
    if _is_any(session, _due_emails(session, now)):
        found.append(Wanted(Work.SEND))
    return found


def for_alerts(session: Session, now: datetime) -> list[Wanted]:
    """What leads from a feed to an alert that is put into words."""
    found = [Wanted(Work.POLL, name) for name in _due_feeds(session, now)]
    waits = ChangeRow.state == "unmatched"
    if _is_any(session, select(ChangeRow.id).where(or_(waits, text(UNLOGGED)))):
        found.append(Wanted(Work.MATCH))
    if due.is_any(session, now):
        found.append(Wanted(Work.COMPOSE))
    return found


def for_receivers(session: Session, now: datetime) -> list[Wanted]:
    """Those who follow the log of changes and have not been told all of it."""
    row, last_no = LogFollowerRow, change_log.last_no(session)
    names = session.scalars(
        select(row.name).where(
            row.is_enabled,
            row.stopped_at.is_(None),
            or_(row.last_no < last_no, row.message_id.is_not(None)),
            or_(row.next_try_at.is_(None), row.next_try_at <= now),
        )
    )
    return [Wanted(Work.PUSH, name) for name in names]


def emails_due(session: Session, now: datetime) -> int:
    """E-mails that somebody may hand over at this moment."""
    return session.scalar(select(func.count()).select_from(_due_emails(session, now).subquery())) or 0


def alerts_due(session: Session, now: datetime) -> int:
    """Alerts that are to be put into words by now."""
    return session.scalar(select(func.count()).select_from(AlertRow).where(*_due_alert(now))) or 0


def forms_waiting(session: Session) -> int:
    """Forms that nobody has answered yet."""
    return session.scalar(select(func.count()).select_from(SignupRow)) or 0


def feeds_due(session: Session, now: datetime) -> int:
    return len(_due_feeds(session, now))


def _due_feeds(session: Session, now: datetime) -> list[str]:
    is_due = or_(FeedRow.next_poll_at.is_(None), FeedRow.next_poll_at <= now)
    return list(
        session.scalars(
            select(FeedRow.name)
            .where(FeedRow.is_enabled, FeedRow.paused_at.is_(None), is_due)
            .order_by(FeedRow.name)
        )
    )


def _due_emails(session: Session, now: datetime) -> Select[Any]:
    is_due = or_(
        (EmailRow.state == "queued") & (EmailRow.next_try_at <= now),
        (EmailRow.state == "sending") & (EmailRow.lease_until <= database_time(session)),
    )
    return select(EmailRow.id).where(text(NOT_OVER), is_due)


def _due_alert(now: datetime) -> tuple[Any, ...]:
    return AlertRow.email_id.is_(None), AlertRow.set_aside.is_(None), AlertRow.due_at <= now


def _is_any(session: Session, found: Select[Any]) -> bool:
    return session.scalar(select(literal(1)).where(found.exists())) is not None
