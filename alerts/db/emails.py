"""E-mails: queued whole, claimed with a lease, moved only forward. Each move changes exactly one row."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, case, func, literal, or_, select, text, update
from sqlalchemy.orm import Session

from alerts.db.columns import Instant
from alerts.db.tables import NOT_OVER, EmailRow, SubscriberRow, SubscriptionRow

LANES = ("confirmation", "manage", "operator", "welcome", "alert")
"""In the order in which they are served."""


_HAS_COME_BACK = EmailRow.bounced_at.is_not(None)


def add(session: Session, email: EmailRow) -> None:
    session.add(email)
    session.flush()


def next_due(session: Session, now: datetime) -> EmailRow | None:
    """The next e-mail to hand over: confirmations first, then by the time they have waited.

    One that is being sent counts as due again once its lease has run out.
    """
    is_due = or_(
        (EmailRow.state == "queued") & (EmailRow.next_try_at <= now),
        (EmailRow.state == "sending") & (EmailRow.lease_until <= now),
    )
    for lane in LANES:
        found = session.scalars(
            select(EmailRow)
            .where(text(NOT_OVER), EmailRow.lane == lane, is_due)
            .order_by(EmailRow.next_try_at, EmailRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if found is not None:
            return found
    return None


def being_sent(session: Session) -> list[EmailRow]:
    return list(session.scalars(select(EmailRow).where(EmailRow.state == "sending")))


def move(session: Session, email_id: str, lease_no: int, **values: Any) -> bool:
    """Move an e-mail on, if this lease is still the one in force; False where somebody else took it over.

    One that came back before its sender could say so has been sent, whatever the sender saw of it.
    """
    result = session.execute(
        update(EmailRow)
        .where(EmailRow.id == email_id, EmailRow.state == "sending", EmailRow.lease_no == lease_no)
        .values(
            {
                "lease_owner": None,
                "lease_until": None,
                **values,
                "state": case((_HAS_COME_BACK, "bounced"), else_=values["state"]),
                "sent_at": case(
                    (_HAS_COME_BACK, EmailRow.bounced_at), else_=literal(values.get("sent_at"), Instant())
                ),
            }
        )
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def mark_bounced(session: Session, email_id: str, status: str, now: datetime) -> bool:
    """Note that an e-mail has come back; False where that was known. One that is in hand stays so until its sender
    moves it on, which ends as `bounced` then.
    """
    result = session.execute(
        update(EmailRow)
        .where(EmailRow.id == email_id, EmailRow.bounced_at.is_(None))
        .values(
            bounced_at=now,
            bounce_status=status,
            state=case((EmailRow.state.in_(("queued", "sent")), "bounced"), else_=EmailRow.state),
            sent_at=case((EmailRow.state == "queued", literal(now, Instant())), else_=EmailRow.sent_at),
        )
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def recipient_of(session: Session, email_row: EmailRow) -> SubscriberRow | None:
    return session.get(SubscriberRow, email_row.subscriber_id) if email_row.subscriber_id else None


def has_pending_subscription(session: Session, subscriber_id: int) -> bool:
    return (
        session.scalars(
            select(SubscriptionRow.id)
            .where(SubscriptionRow.subscriber_id == subscriber_id, SubscriptionRow.state == "pending")
            .limit(1)
        ).first()
        is not None
    )


def asked_since(session: Session, limit_key: str, since: datetime) -> int:
    """How many e-mails that ask for an answer went to a mailbox, however its address was spelt."""
    return (
        session.scalar(
            select(func.count())
            .select_from(EmailRow)
            .join(SubscriberRow, EmailRow.subscriber_id == SubscriberRow.id)
            .where(
                SubscriberRow.limit_key == limit_key,
                EmailRow.lane.in_(("confirmation", "manage")),
                EmailRow.composed_at >= since,
            )
        )
        or 0
    )


def of_subscriber(session: Session, subscriber_id: int) -> list[EmailRow]:
    return list(
        session.scalars(
            select(EmailRow).where(EmailRow.subscriber_id == subscriber_id).order_by(EmailRow.composed_at)
        )
    )


def counts_by_state(session: Session) -> dict[str, int]:
    found = session.execute(select(EmailRow.state, func.count()).group_by(EmailRow.state))
    return dict(found.all())


def waiting_again(session: Session) -> int:
    """E-mails that were tried, could not be handed over, and wait for their next try."""
    return session.scalar(select(func.count()).where(EmailRow.state == "queued", EmailRow.attempts > 0)) or 0
