"""A person's alerts go to another address: asked for on their own page, confirmed by a link sent to the new one."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import address_changes, counters, failures, ledger_moves, subscriptions
from alerts.db.tables import AddressChangeRow, SubscriberRow, SubscriptionRow
from alerts.db.waking import Work, wake
from alerts.domain.address import limit_key
from alerts.domain.errors import EmailRefused, LinkRefused
from alerts.domain.links import REFUSAL, Purpose, placeholder, read_token
from alerts.domain.signup_limits import DAY, Turn, counted_as, turn_of
from alerts.language import _, speaking
from alerts.mail.compose_service import compose_address_change, compose_address_changed
from alerts.services import mailboxes
from alerts.services.languages import language_of
from alerts.services.queueing import queue
from alerts.services.subscribing import Desk, end

_GENERATIONS = 2**16


def ask_to_move(session: Session, desk: Desk, person: SubscriberRow, email: str) -> None:
    """Put the wish down; the worker writes to the new address. Raises EmailRefused where it is the present one, or
    the person has asked for too many.
    """
    if email == person.email:
        raise EmailRefused(_("We write to that address already."))
    counter = counted_as("mover", str(person.id), desk.identity.key)
    counters.hold(session, counter)
    if counters.since(session, counter, desk.now - DAY) >= desk.limits.mailbox_a_day:
        raise EmailRefused(_("You have named several addresses today. Try again tomorrow."))
    counters.add(session, counter, desk.now)
    address_changes.replace(session, person.id, email, desk.now)
    wake(session, Work.TAKE_IN)


def write_to_new_address(session: Session, desk: Desk, change_id: int) -> Turn:
    """Queue the e-mail that asks the new address, as seldom as any that a form brings about."""
    row = address_changes.claim(session, change_id)
    if row is None:
        return Turn.REFUSE
    mailboxes.hold(session, desk, row.email)
    turn = turn_of(mailboxes.written(session, desk, row.email), desk.limits)
    if turn in (Turn.WAIT, Turn.STOP) and desk.now - row.requested_at <= desk.limits.patience:
        return turn
    row.taken_in_at = desk.now
    if turn is not Turn.WRITE or not _may_be_asked(session, desk, row.email):
        return Turn.REFUSE
    with speaking(language_of(subscriptions.subscriber(session, row.subscriber_id))):
        ask, never = (
            placeholder(Purpose.ADDRESS, row.id),
            placeholder(Purpose.NEVER, row.subscriber_id, row.id),
        )
        letter = compose_address_change(ask, never, desk.site)
    queue(session, desk.identity, row.subscriber_id, "confirmation", letter, desk.now, recipient=row.email)
    mailboxes.count(session, desk, row.email)
    return Turn.WRITE


def change_of(session: Session, token: str, desk: Desk) -> tuple[AddressChangeRow, SubscriberRow]:
    """The change that a link is about and who asked for it. Raises LinkRefused, unless the link is good or has done
    its work already.
    """
    claim = read_token(token, Purpose.ADDRESS, desk.identity.keys, desk.now)
    row = address_changes.change(session, claim.subject)
    person = subscriptions.subscriber(session, row.subscriber_id) if row else None
    if row is None or person is None:
        raise LinkRefused(REFUSAL)
    if not is_moved(row, person) and person.generation != claim.generation:
        raise LinkRefused(REFUSAL)
    return row, person


def is_moved(row: AddressChangeRow, person: SubscriberRow) -> bool:
    return person.email == row.email


def move(session: Session, desk: Desk, row: AddressChangeRow, person: SubscriberRow) -> None:
    """Write to the new address from now on: all earlier links end, and the old address is told. Where the new one is
    somebody's already, it is the same person's: their areas are joined.
    """
    address_changes.lock_person(session, person)
    if is_moved(row, person):
        return
    new, old, language = row.email, person.email, language_of(person)
    mailboxes.answered(session, desk.identity, new)
    other = subscriptions.subscriber_of(session, new)
    if other is None:
        other = _renamed(session, person, new)
    if other.id != person.id:
        _join(session, desk, person, other)
    with speaking(language):
        notice = compose_address_changed(desk.site)
    queue(session, desk.identity, other.id, "manage", notice, desk.now, recipient=old)


def _may_be_asked(session: Session, desk: Desk, email: str) -> bool:
    person = subscriptions.subscriber_of(session, email)
    confirmed = person and subscriptions.subscriptions_of(session, person.id, states=("confirmed",))
    return mailboxes.may_be_written_to(session, desk.identity, email, is_confirmed=bool(confirmed))


def _renamed(session: Session, person: SubscriberRow, email: str) -> SubscriberRow:
    """The person under their new address; or whoever took that address at the same moment."""
    try:
        with session.begin_nested():
            person.email, person.limit_key = email, limit_key(email)
            person.generation = (person.generation + 1) % _GENERATIONS
            session.flush()
    except IntegrityError:
        session.refresh(person)
        other = subscriptions.subscriber_of(session, email)
        if other is None:
            raise
        return other
    failures.forget(session, person.id)
    return person


def _join(session: Session, desk: Desk, person: SubscriberRow, other: SubscriberRow) -> None:
    """Everything of `person` becomes the other's; where both watch an area, the other's wishes hold."""
    for row, area in subscriptions.subscriptions_of(session, person.id):
        watched = subscriptions.living_named(session, other.id, area.name)
        if row.state != "ended" and watched is not None:
            _join_area(session, desk, row, watched)
        row.subscriber_id = other.id
        session.flush()
    address_changes.hand_over_person(session, person.id, other.id)
    session.expunge(person)


def _join_area(session: Session, desk: Desk, row: SubscriptionRow, watched: SubscriptionRow) -> None:
    """Of two subscriptions to one area one goes on: the other's, unless only this one is confirmed."""
    if row.state == "confirmed" and watched.state == "pending":
        end([watched], desk.now)
    else:
        ledger_moves.join(session, row.id, watched.id)
        end([row], desk.now)
    session.flush()
