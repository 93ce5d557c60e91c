"""Subscribing, confirming, changing wishes, leaving and coming back. Every function is one transaction's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import emails, ledger, subscriptions
from alerts.db.mapping import wishes_columns, wishes_from_row
from alerts.db.tables import SubscriberRow, SubscriptionRow
from alerts.domain.errors import LinkRefused
from alerts.domain.links import Claim, Purpose, placeholder, read_token
from alerts.domain.subscription import Wishes
from alerts.domain.timetable import Timetable
from alerts.domain.watch_area import WatchArea
from alerts.domain.wording import FREQUENCY_WORDS, about_area
from alerts.mail.compose import MailSite, PendingArea, compose_confirmation, compose_manage_link
from alerts.services.composing import queue
from alerts.services.identity import MailIdentity

CONSENT_WORDING = "2026-11: alerts for this area by e-mail, confirmed by a link, stopped by one click"
UNANSWERED_A_DAY = 3
"""Confirmation e-mails that one address gets in 24 hours without answering any: nobody's inbox is flooded."""
MOST_PENDING = 5
UNDO_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Desk:
    """What the use cases need beside a session: our identity, the timetable and the moment."""

    site: MailSite
    identity: MailIdentity
    timetable: Timetable
    now: datetime


def request_subscription(session: Session, desk: Desk, email: str, watch: WatchArea, wishes: Wishes) -> None:
    """Note that somebody asked, and queue the e-mail that asks them to confirm.

    Whatever the state of the address, nothing here can be seen from outside. A person who watches this area
    already gets their own link instead; one who does not answer is not written to again and again.
    """
    person = subscriptions.find_or_add_subscriber(session, email, desk.now)
    row = subscriptions.living_of_name(session, person.id, watch.name)
    if _is_tired(session, person, desk.now) or (row is None and _has_many_pending(session, person)):
        return
    if row is not None and row.state == "confirmed":
        link = compose_manage_link(person.id, about_area(watch), desk.site)
        queue(session, desk.identity, person.id, "manage", link, desk.now)
        return
    if row is None:
        area = subscriptions.find_or_add_watch_area(session, watch, desk.now)
        row = _add_pending(session, person.id, area.id, wishes, desk.now)
    for name, value in wishes_columns(wishes).items():
        setattr(row, name, value)
    row.requested_at = desk.now
    pending = PendingArea(
        about_area(watch), FREQUENCY_WORDS[row.frequency], placeholder(Purpose.CONFIRM, row.id)
    )
    queue(
        session,
        desk.identity,
        person.id,
        "confirmation",
        compose_confirmation((pending,), desk.site),
        desk.now,
    )


def request_manage_link(session: Session, desk: Desk, email: str) -> None:
    """Queue a person's own link, if they have an area; as many a day as confirmations."""
    person = subscriptions.subscriber_of(session, email)
    if person is None or _is_tired(session, person, desk.now):
        return
    if subscriptions.subscriptions_of(session, person.id, states=("confirmed",)):
        queue(
            session,
            desk.identity,
            person.id,
            "manage",
            compose_manage_link(person.id, None, desk.site),
            desk.now,
        )


def confirm(row: SubscriptionRow, now: datetime) -> None:
    """Start a subscription; confirming again changes nothing."""
    if row.state == "pending":
        row.state, row.confirmed_at = "confirmed", now


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


def undo_end(session: Session, subscriber_id: int, now: datetime) -> int:
    """Start again what the person ended last, together, within 30 days; returns how many."""
    ended = [row for row, _ in subscriptions.subscriptions_of(session, subscriber_id, states=("ended",))]
    last = max((row.ended_at for row in ended if row.ended_at), default=None)
    if last is None or now - last > UNDO_WITHIN:
        return 0
    return sum(_start_again(session, row) for row in ended if row.ended_at == last)


def living_of(session: Session, subscriber_id: int) -> list[SubscriptionRow]:
    found = subscriptions.subscriptions_of(session, subscriber_id, states=("pending", "confirmed"))
    return [row for row, _ in found]


def person_of(session: Session, token: str, purpose: Purpose, desk: Desk) -> tuple[SubscriberRow, Claim]:
    """The person whose link this is. Raises LinkRefused, in the same words for every reason."""
    claim = read_token(token, purpose, (desk.identity.key,), desk.now)
    person = subscriptions.subscriber(session, claim.subject)
    return _checked(person, claim), claim


def subscription_of(session: Session, token: str, desk: Desk) -> SubscriptionRow:
    """The subscription that a confirmation link is about. Raises LinkRefused."""
    claim = read_token(token, Purpose.CONFIRM, (desk.identity.key,), desk.now)
    row = subscriptions.subscription(session, claim.subject)
    _checked(subscriptions.subscriber(session, row.subscriber_id) if row else None, claim)
    if row is None or row.state == "ended":
        raise LinkRefused("This link is not one of ours, or it is too old, or it was cut short on its way.")
    return row


def _checked(person: SubscriberRow | None, claim: Claim) -> SubscriberRow:
    if person is None or person.generation != claim.generation:
        raise LinkRefused("This link is not one of ours, or it is too old, or it was cut short on its way.")
    return person


def _is_tired(session: Session, person: SubscriberRow, now: datetime) -> bool:
    """This mailbox, however its address was spelt, got as much unanswered mail today as it will get."""
    day_ago = now - timedelta(days=1)
    confirmed = subscriptions.subscriptions_of(session, person.id, states=("confirmed",))
    answered = [row.confirmed_at for row, _ in confirmed if row.confirmed_at and row.confirmed_at >= day_ago]
    since = max(answered, default=day_ago)
    return emails.asked_since(session, person.limit_key, since) >= UNANSWERED_A_DAY


def _has_many_pending(session: Session, person: SubscriberRow) -> bool:
    return len(subscriptions.subscriptions_of(session, person.id, states=("pending",))) >= MOST_PENDING


def _add_pending(
    session: Session, subscriber_id: int, area_id: int, wishes: Wishes, now: datetime
) -> SubscriptionRow:
    row = SubscriptionRow(
        subscriber_id=subscriber_id,
        watch_area_id=area_id,
        state="pending",
        consent_wording=CONSENT_WORDING,
        requested_at=now,
        **wishes_columns(wishes),
    )
    try:
        with session.begin_nested():
            session.add(row)
        return row
    except IntegrityError:  # the same was asked at the same moment
        found = subscriptions.living(session, subscriber_id, area_id)
        if found is None:
            raise
        return found


def _start_again(session: Session, row: SubscriptionRow) -> bool:
    if subscriptions.living(session, row.subscriber_id, row.watch_area_id) is not None:
        return False
    try:
        with session.begin_nested():
            row.state = "confirmed" if row.confirmed_at else "pending"
            row.ended_at = None
            session.flush()
    except IntegrityError:  # the person subscribed to this place anew at the same moment
        return False
    return True
