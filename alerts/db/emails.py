"""E-mails: queued whole, claimed with a lease, moved only forward. Each move changes exactly one row."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, case, func, literal, or_, select, text, update
from sqlalchemy.orm import Session, undefer

from alerts.db import restored
from alerts.db.columns import Instant
from alerts.db.tables import NOT_OVER, EmailRow, SubscriberRow, SubscriptionRow

LANES = ("confirmation", "manage", "operator", "welcome", "alert")
"""In the order in which they are served."""


_HAS_COME_BACK = EmailRow.bounced_at.is_not(None)


def add(session: Session, email: EmailRow) -> None:
    session.add(email)
    session.flush()


def by_id(session: Session, email_id: str) -> EmailRow | None:
    return session.get(EmailRow, email_id)


def next_due(session: Session, now: datetime, database_now: datetime) -> EmailRow | None:
    """The next e-mail to hand over: confirmations first, then by the time they have waited.

    One that is being sent counts as due again once its lease has run out, by the database's own clock.
    """
    is_due = or_(
        (EmailRow.state == "queued") & (EmailRow.next_try_at <= now),
        (EmailRow.state == "sending") & (EmailRow.lease_until <= database_now),
    )
    served = LANES if restored.since(session) is None else restored.ANSWERS
    for lane in served:
        found = session.scalars(
            select(EmailRow)
            .options(undefer(EmailRow.letter))
            .where(text(NOT_OVER), EmailRow.lane == lane, is_due)
            .order_by(EmailRow.next_try_at, EmailRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if found is not None:
            return found
    return None


def unworded(session: Session, lane: str) -> list[str]:
    """The ids of e-mails of a lane that are queued and wait for their words."""
    is_waiting = (EmailRow.lane == lane) & (EmailRow.state == "queued") & (EmailRow.text == "")
    return list(session.scalars(select(EmailRow.id).where(text(NOT_OVER), is_waiting).order_by(EmailRow.id)))


def being_sent(session: Session) -> list[EmailRow]:
    return list(session.scalars(select(EmailRow).where(EmailRow.state == "sending")))


def claim(session: Session, row: EmailRow, owner: str, until: datetime, attempts: int) -> bool:
    """Take an e-mail under a new lease; every older one is worth nothing from here on."""
    return _moved(
        session,
        (row.id, row.state, row.lease_no),
        state="sending",
        lease_no=row.lease_no + 1,
        lease_owner=owner,
        lease_until=until,
        attempts=attempts,
    )


def end_unclaimed(session: Session, row: EmailRow, **values: Any) -> bool:
    """End an e-mail that was found due and is not to be handed over."""
    at_rest = {"lease_owner": None, "lease_until": None, "letter": None}
    return _moved(session, (row.id, row.state, row.lease_no), **at_rest, **values)


def renew(session: Session, email_id: str, lease_no: int, until: datetime) -> bool:
    """Lengthen a lease; False where it is no longer in force."""
    return _moved(session, (email_id, "sending", lease_no), lease_until=until)


def move(session: Session, email_id: str, lease_no: int, *, state: str, **values: Any) -> bool:
    """Move an e-mail on, if this lease is still the one in force; False where somebody else took it over.

    One that came back before its sender could say so has been sent, whatever the sender saw of it.
    """
    sent_at = literal(values.pop("sent_at", None), Instant())
    return _moved(
        session,
        (email_id, "sending", lease_no),
        lease_owner=None,
        lease_until=None,
        state=case((_HAS_COME_BACK, "bounced"), else_=state),
        sent_at=case((_HAS_COME_BACK, EmailRow.bounced_at), else_=sent_at),
        letter=case((_HAS_COME_BACK, None), else_=EmailRow.letter) if state == "queued" else None,
        **values,
    )


def _moved(session: Session, seen: tuple[str, str, int], **values: Any) -> bool:
    """One move of one e-mail, from the state and the lease that it was seen in and from no other."""
    email_id, state, lease_no = seen
    result = session.execute(
        update(EmailRow)
        .where(EmailRow.id == email_id, EmailRow.state == state, EmailRow.lease_no == lease_no)
        .values(**values)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def held(session: Session, email_id: str, lease_no: int) -> EmailRow | None:
    """The e-mail, while this lease is the one in force."""
    return session.scalars(
        select(EmailRow).where(
            EmailRow.id == email_id, EmailRow.state == "sending", EmailRow.lease_no == lease_no
        )
    ).first()


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
            letter=case((EmailRow.state == "queued", None), else_=EmailRow.letter),
        )
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def recipient_of(session: Session, email_row: EmailRow) -> SubscriberRow | None:
    return session.get(SubscriberRow, email_row.subscriber_id) if email_row.subscriber_id else None


def has_subscription(session: Session, subscriber_id: int, state: str) -> bool:
    return (
        session.scalars(
            select(SubscriptionRow.id)
            .where(SubscriptionRow.subscriber_id == subscriber_id, SubscriptionRow.state == state)
            .limit(1)
        ).first()
        is not None
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


def held_back(session: Session, now: datetime) -> int:
    """E-mails that wait although their time has come, or that were tried and wait for their next try."""
    waits = or_(EmailRow.attempts > 0, EmailRow.next_try_at <= now)
    return session.scalar(select(func.count()).where(EmailRow.state == "queued", waits)) or 0
