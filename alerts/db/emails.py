"""E-mails: queued whole, claimed with a lease, moved only forward. Each move changes exactly one row."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any, cast

from sqlalchemy import CursorResult, case, func, literal, or_, select, text, tuple_, update
from sqlalchemy.orm import Session, defer, undefer

from alerts.db import restored
from alerts.db.columns import Instant
from alerts.db.tables import NOT_OVER, EmailRow, SubscriberRow

LANES = ("confirmation", "manage", "operator", "welcome", "alert")
"""In the order in which they are served."""


_WITHOUT_WORDS = (defer(EmailRow.text), defer(EmailRow.html))
_HAS_COME_BACK = EmailRow.bounced_at.is_not(None)


def add_all(session: Session, rows: Sequence[EmailRow]) -> None:
    session.add_all(rows)
    session.flush()


def by_id(session: Session, email_id: str) -> EmailRow | None:
    return session.get(EmailRow, email_id)


def due(
    session: Session, now: datetime, database_now: datetime, most: int, lanes: Sequence[str] = LANES
) -> list[EmailRow]:
    """The next e-mails to hand over, all of one of these lanes: confirmations first, then by the time they have
    waited. They are locked, and come with their letters; an alert that has one comes without its words.

    One that is being sent counts as due again once its lease has run out, by the database's own clock. Whoever had it
    may have died over it: it comes by itself, so that the others' deaths are not its fault.
    """
    is_due = or_(
        (EmailRow.state == "queued") & (EmailRow.next_try_at <= now),
        (EmailRow.state == "sending") & (EmailRow.lease_until <= database_now),
    )
    served = LANES if restored.since(session) is None else restored.ANSWERS
    for lane in (lane for lane in served if lane in lanes):
        found = session.scalars(
            select(EmailRow)
            .options(undefer(EmailRow.letter), *(_WITHOUT_WORDS if lane == "alert" else ()))
            .where(text(NOT_OVER), EmailRow.lane == lane, is_due)
            .order_by(EmailRow.next_try_at)  # and by nothing else: a morning's digests are due at one moment
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()
        if found:
            is_taken_over = found[0].state == "sending"
            return list(found[:1] if is_taken_over else takewhile(lambda row: row.state == "queued", found))
    return []


def load_words(session: Session, rows: Sequence[EmailRow]) -> None:
    """Give e-mails that came without their words those, in one statement."""
    if rows:
        whole = select(EmailRow).where(EmailRow.id.in_([row.id for row in rows]))
        options = (undefer(EmailRow.text), undefer(EmailRow.html), undefer(EmailRow.letter))
        session.scalars(whole.options(*options).execution_options(populate_existing=True)).all()


def unworded(session: Session, lane: str) -> list[str]:
    """The ids of e-mails of a lane that are queued and wait for their words."""
    is_waiting = (EmailRow.lane == lane) & (EmailRow.state == "queued") & (EmailRow.text == "")
    return list(session.scalars(select(EmailRow.id).where(text(NOT_OVER), is_waiting).order_by(EmailRow.id)))


def owners(session: Session) -> list[str]:
    """Who has e-mails in hand."""
    held = select(EmailRow.lease_owner).where(EmailRow.state == "sending").distinct()
    return [owner for owner in session.scalars(held) if owner]


def end_leases(session: Session, owner: str, now: datetime) -> None:
    """Let others take over at once what this owner has in hand."""
    theirs = (EmailRow.state == "sending") & (EmailRow.lease_owner == owner)
    session.execute(update(EmailRow).where(theirs).values(lease_until=now))


def claim_all(session: Session, rows: Sequence[EmailRow], owner: str, until: datetime) -> set[str]:
    """Take e-mails under new leases, every older one of theirs worth nothing from here on; gives the ids of those that
    stood as they were seen. Whoever had one before died over it or was frozen: that was a try, too.
    """
    seen = tuple_(EmailRow.id, EmailRow.state, EmailRow.lease_no)
    taken = session.scalars(
        update(EmailRow)
        .where(
            EmailRow.id.in_(
                [row.id for row in rows]
            ),  # by which SQLite finds them: by the three it looks at all
            seen.in_([(row.id, row.state, row.lease_no) for row in rows]),
        )
        .values(
            state="sending",
            lease_no=EmailRow.lease_no + 1,
            lease_owner=owner,
            lease_until=until,
            attempts=EmailRow.attempts + case((EmailRow.state == "sending", 1), else_=0),
        )
        .returning(EmailRow.id)
        .execution_options(synchronize_session=False)
    )
    return set(taken)


def end_unclaimed(session: Session, row: EmailRow, **values: Any) -> bool:
    """End an e-mail that was found due and is not to be handed over."""
    at_rest = {"lease_owner": None, "lease_until": None, "letter": None}
    return _moved(session, (row.id, row.state, row.lease_no), **at_rest, **values)


Held = tuple[str, int]
"""An e-mail's id and the number of the lease under which it is held."""


def renew(session: Session, held: Sequence[Held], until: datetime) -> set[str]:
    """Lengthen leases; gives the ids of those that were in force still."""
    return _still_held(session, held, lease_until=until)


def give_back(session: Session, held: Sequence[Held]) -> set[str]:
    """Let others have what was claimed and not begun, at the place where it stood; that was no try."""
    return _still_held(session, held, state="queued", lease_owner=None, lease_until=None)


def _still_held(session: Session, held: Sequence[Held], **values: Any) -> set[str]:
    if not held:
        return set()
    in_force = tuple_(EmailRow.id, EmailRow.lease_no).in_(list(held))
    changed = (
        update(EmailRow)
        .where(EmailRow.id.in_([email_id for email_id, _ in held]), EmailRow.state == "sending", in_force)
        .values(**values)
        .returning(EmailRow.id)
        .execution_options(synchronize_session=False)
    )
    return set(session.scalars(changed))


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
        .execution_options(synchronize_session=False)
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
            letter=case((EmailRow.state == "queued", None), else_=EmailRow.letter),
        )
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def recipient_of(session: Session, email_row: EmailRow) -> SubscriberRow | None:
    return session.get(SubscriberRow, email_row.subscriber_id) if email_row.subscriber_id else None


def of_subscriber(session: Session, subscriber_id: int) -> list[EmailRow]:
    return list(
        session.scalars(
            select(EmailRow).where(EmailRow.subscriber_id == subscriber_id).order_by(EmailRow.composed_at)
        )
    )


def counts_by_state(session: Session) -> dict[str, int]:
    found = session.execute(select(EmailRow.state, func.count()).group_by(EmailRow.state))
    return dict(found.all())


def waiting_by_state(session: Session) -> dict[str, int]:
    """Those that are still to go, found by their index whatever has been sent."""
    found = select(EmailRow.state, func.count()).where(text(NOT_OVER)).group_by(EmailRow.state)
    return dict(session.execute(found).all())


def held_back(session: Session, now: datetime) -> int:
    """E-mails that wait although their time has come, or that were tried and wait for their next try."""
    waits = or_(EmailRow.attempts > 0, EmailRow.next_try_at <= now)
    return session.scalar(select(func.count()).where(EmailRow.state == "queued", waits)) or 0
