"""Confirming, changing wishes, leaving and coming back. Every function is one transaction's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import ledger, subscriptions
from alerts.db.counts import Counted, count_of
from alerts.db.mapping import wishes_columns, wishes_from_row
from alerts.db.tables import SubscriberRow, SubscriptionRow
from alerts.domain.errors import LinkRefused
from alerts.domain.links import REFUSAL, Claim, Purpose, read_token
from alerts.domain.signup_limits import USUAL, SignupLimits
from alerts.domain.subscription import Wishes
from alerts.domain.timetable import Timetable
from alerts.mail.compose import MailSite
from alerts.services.identity import MailIdentity

CONSENT_WORDING = "2026-11: alerts for this area by e-mail, confirmed by a link, stopped by one click"
UNDO_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Desk:
    """What the use cases need beside a session: our identity, the timetable, the moment and the limits of forms."""

    site: MailSite
    identity: MailIdentity
    timetable: Timetable
    now: datetime
    limits: SignupLimits = USUAL


def confirm(row: SubscriptionRow, now: datetime) -> None:
    """Start a subscription; confirming again changes nothing."""
    if row.state == "pending":
        row.state, row.confirmed_at = "confirmed", now
        count_of(row, Counted.CONFIRMED)


def change_wishes(session: Session, row: SubscriptionRow, wishes: Wishes, desk: Desk) -> None:
    """Store new wishes; alerts that still wait follow the new frequency, hour and day."""
    before = wishes_from_row(row)
    for name, value in wishes_columns(wishes).items():
        setattr(row, name, value)
    if _moments(wishes) != _moments(before):
        ledger.reschedule(session, row.id, desk.timetable.due_at(wishes, desk.now, row.paused_until))


def _moments(wishes: Wishes) -> tuple[object, ...]:
    return wishes.frequency, wishes.hour, wishes.weekday


def end(rows: Sequence[SubscriptionRow], now: datetime) -> None:
    """End subscriptions at once. What still waited for them is not told, unless the person undoes it."""
    for row in rows:
        if row.state != "ended":
            row.state, row.ended_at = "ended", now
            count_of(row, Counted.ENDED)


def undo_end(session: Session, subscriber_id: int, now: datetime) -> int:
    """Start again what the person ended last, together, within 30 days; returns how many."""
    ended = [row for row, _ in subscriptions.subscriptions_of(session, subscriber_id, states=("ended",))]
    last = max((row.ended_at for row in ended if row.ended_at), default=None)
    if last is None or now - last > UNDO_WITHIN:
        return 0
    return sum(_start_again(session, row) for row in ended if row.ended_at == last)


def can_undo(session: Session, subscriber_id: int, now: datetime) -> bool:
    """Whether `undo_end` would find something that the person ended."""
    ended = subscriptions.subscriptions_of(session, subscriber_id, states=("ended",))
    return any(row.ended_at is not None and now - row.ended_at <= UNDO_WITHIN for row, _ in ended)


def living_of(session: Session, subscriber_id: int) -> list[SubscriptionRow]:
    found = subscriptions.subscriptions_of(session, subscriber_id, states=("pending", "confirmed"))
    return [row for row, _ in found]


def person_of(session: Session, token: str, purpose: Purpose, desk: Desk) -> tuple[SubscriberRow, Claim]:
    """The person whose link this is. Raises LinkRefused, in the same words for every reason."""
    claim = read_token(token, purpose, desk.identity.keys, desk.now)
    person = subscriptions.subscriber(session, claim.subject)
    return _checked(person, claim), claim


def subscription_of(session: Session, token: str, desk: Desk) -> SubscriptionRow:
    """The subscription that a confirmation link is about. Raises LinkRefused."""
    claim = read_token(token, Purpose.CONFIRM, desk.identity.keys, desk.now)
    row = subscriptions.subscription(session, claim.subject)
    _checked(subscriptions.subscriber(session, row.subscriber_id) if row else None, claim)
    if row is None or row.state == "ended":
        raise LinkRefused(REFUSAL)
    return row


def _checked(person: SubscriberRow | None, claim: Claim) -> SubscriberRow:
    if person is None or person.generation != claim.generation:
        raise LinkRefused(REFUSAL)
    return person


def _start_again(session: Session, row: SubscriptionRow) -> bool:
    name = subscriptions.area_of(session, row).name
    if subscriptions.living_named(session, row.subscriber_id, name) is not None:
        return False
    try:
        with session.begin_nested():
            row.state = "confirmed" if row.confirmed_at else "pending"
            row.ended_at = None
            session.flush()
    except IntegrityError:  # the person subscribed to this place anew at the same moment
        return False
    return True
