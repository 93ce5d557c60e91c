"""Since when the oldest waits at each step, each found along an index of what waits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from alerts.db import restored
from alerts.db.emails import LANES
from alerts.db.ledger import is_muted
from alerts.db.tables import (
    NOT_OVER,
    UNTOLD,
    AlertRow,
    ChangeRow,
    EmailRow,
    FeedRow,
    SignupRow,
    SubscriptionRow,
)
from alerts.domain.wellness import Backlog

_ALERTS = ("alert",)
_OTHERS = tuple(lane for lane in LANES if lane not in _ALERTS)


def backlog(session: Session, now: datetime) -> Backlog:
    """Of a copy of the database that was put back, what waits for an operator's word does not count."""
    is_held = restored.since(session) is not None
    return Backlog(
        form_at=session.scalar(select(SignupRow.asked_at).order_by(SignupRow.id).limit(1)),
        change_at=None if is_held else _oldest_change_at(session),
        alert_at=None if is_held else _oldest_alert_at(session, now),
        email_at=_oldest_email_at(session, now, restored.ANSWERS if is_held else _OTHERS),
        alert_email_at=None if is_held else _oldest_email_at(session, now, _ALERTS),
    )


def oldest_poll_at(session: Session, now: datetime) -> datetime | None:
    """Since when the poll is due that is most overdue."""
    return session.scalar(
        select(func.min(FeedRow.next_poll_at)).where(FeedRow.is_enabled, FeedRow.next_poll_at <= now)
    )


def _oldest_change_at(session: Session) -> datetime | None:
    waits = ChangeRow.state == "unmatched"
    return session.scalar(select(ChangeRow.noticed_at).where(waits).order_by(ChangeRow.id).limit(1))


def _oldest_alert_at(session: Session, now: datetime) -> datetime | None:
    """Of alerts that somebody is to be told: those of people who left or muted the application wait for nothing."""
    return session.scalar(
        select(AlertRow.due_at)
        .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
        .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
        .where(text(UNTOLD), AlertRow.due_at <= now, SubscriptionRow.state == "confirmed", ~is_muted())
        .order_by(AlertRow.due_at)
        .limit(1)
    )


def _oldest_email_at(session: Session, now: datetime, lanes: Sequence[str]) -> datetime | None:
    is_due = EmailRow.lane.in_(lanes) & (EmailRow.next_try_at <= now)
    return session.scalar(select(func.min(EmailRow.next_try_at)).where(text(NOT_OVER), is_due))
