"""Takes the next e-mail that is due, for this worker alone, and says until the last moment whether it still may go."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import address_changes, emails, ledger, pictures, post_state, room
from alerts.db.tables import EmailRow
from alerts.domain.post_health import may_try
from alerts.mail.letter import Picture
from alerts.services.owner import is_gone, this_process
from alerts.services.post import Post
from alerts.services.suppression import is_suppressed
from alerts.services.welcoming import welcomed

BROKEN_WORKERS = 20
"""One that was claimed so often and never came to an end, such as one that kills its worker, is set aside."""


@dataclass(frozen=True)
class Claimed:
    """One e-mail that this worker alone may send, under this lease; `attempts` counts the try that begins.
    `is_subscribed` says of one that asks to confirm whether the person has confirmed another area.
    """

    id: str
    lease_no: int
    attempts: int
    composed_at: datetime
    email: EmailRow
    recipient: str
    generation: int
    is_subscribed: bool
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Wait:
    """It is another worker's turn; ours may come after so many seconds."""

    seconds: float


_TOO_SHORT_TO_WAIT = timedelta(milliseconds=1)


def claim(post: Post) -> Claimed | Wait | None:
    """Take the next e-mail under a new lease, dropping on the way those that nobody wants any more. None where there
    is none, or none may go out while the mail server is in trouble.

    A crash from here to the final dot loses nothing: the lease runs out and the e-mail is taken again.
    """
    while True:
        with post.database.writing() as session:
            now = post.database_clock(session)
            row = emails.next_due(session, post.clock(), now)
            if row is None:
                return None
            if _is_ended(post, session, row):
                continue
            claimed = _wait(post, session, now) or _taken(post, session, row, now)
        if isinstance(claimed, Claimed):
            post.on_effect("claimed")
        return claimed


def _is_ended(post: Post, session: Session, row: EmailRow) -> bool:
    """End an e-mail that is due and has been sent already, that nobody wants, or that no worker survives."""
    if row.bounced_at is not None:  # it has been sent: who sent it died before saying so
        return emails.end_unclaimed(session, row, state="bounced", sent_at=row.bounced_at)
    if recipient_of(post, session, row) is None:
        return _drop(session, row)
    if row.state == "sending" and (broken := _attempts(row)) >= BROKEN_WORKERS:
        return emails.end_unclaimed(session, row, state="failed", last_error=f"broke {broken} workers")
    return False


def _drop(session: Session, row: EmailRow) -> bool:
    """What an alert would have told waits in the ledger, for a reader who undoes the leaving."""
    is_dropped = emails.end_unclaimed(session, row, state="dropped")
    if is_dropped and row.lane == "alert":
        ledger.untell(session, row.id)
    return is_dropped


def _attempts(row: EmailRow) -> int:
    """The tries so far. Whoever had it before died over it or was frozen: that was one, too."""
    return row.attempts + 1 if row.state == "sending" else row.attempts


def _wait(post: Post, session: Session, now: datetime) -> Wait | None:
    """All workers together send no faster than set, and slower once the server has asked for that."""
    spacing = timedelta(seconds=post_state.health(session).slowness / post.rate_per_second)
    if spacing < _TOO_SHORT_TO_WAIT or post_state.take_turn(session, now, spacing):
        return None
    return Wait(((post_state.next_turn_at(session) or now) - now).total_seconds())


def _taken(post: Post, session: Session, row: EmailRow, now: datetime) -> Claimed | None:
    recipient, attempts, lease_no = recipient_of(post, session, row), _attempts(row), row.lease_no + 1
    if recipient is None or not _may_try(post, session, now):
        return None
    if not emails.claim(session, row, this_process(), now + post.lease, attempts):
        return None
    carried = tuple(Picture(*each) for each in pictures.carried_by(session, row))
    is_subscribed = _is_subscribed(session, row)
    return Claimed(row.id, lease_no, attempts + 1, row.composed_at, row, *recipient, is_subscribed, carried)


def _is_subscribed(session: Session, row: EmailRow) -> bool:
    if row.lane != "confirmation" or row.subscriber_id is None:
        return False
    return emails.has_subscription(session, row.subscriber_id, "confirmed")


def _may_try(post: Post, session: Session, now: datetime) -> bool:
    """In trouble one letter at a time finds out how the server does; a crash over it costs one more wait."""
    health = post_state.health(session)
    if health.trouble is None:
        return True
    return may_try(health, now) and post_state.take_probe(session, health, now + post.limits.probe_every)


def recipient_of(post: Post, session: Session, row: EmailRow) -> tuple[str, int] | None:
    """The stored address and its generation of links; None where nobody wants this e-mail any more."""
    if row.lane == "operator":
        return post.identity.contact_email, 0
    person = emails.recipient_of(session, row)
    address = row.recipient or (person.email if person else "")
    if person is None or is_suppressed(session, post.identity.keys, address):
        return None
    return (address, person.generation) if _is_wanted(post, session, row, person.id) else None


def _is_wanted(post: Post, session: Session, row: EmailRow, subscriber_id: int) -> bool:
    if row.lane == "confirmation" and row.recipient is not None:
        return address_changes.is_asked(session, subscriber_id, row.recipient)
    if row.lane == "confirmation":
        return emails.has_subscription(session, subscriber_id, "pending")
    if row.lane == "welcome":
        return welcomed(session, post.identity, row) is not None
    return row.lane == "manage" or ledger.has_living_reader(session, row.id)


def may_still_go(post: Post, claimed: Claimed) -> bool:
    """Asked when all but the final dot is out: whether the e-mail is still ours, and still wanted.

    A worker that was frozen finds here that another took over. Whoever left meanwhile gets nothing once the page
    has said so. The answer holds for half a lease.
    """
    with post.database.reading() as session:
        row = emails.held(session, claimed.id, claimed.lease_no)
        if row is None or row.lease_until is None or recipient_of(post, session, row) is None:
            return False
        if row.lease_until - post.database_clock(session) >= post.lease / 2:
            return True
    with post.database.writing() as session:
        return renewed(post, session, claimed)


def renewed(post: Post, session: Session, claimed: Claimed) -> bool:
    """Make the lease a whole one again; False where it is lost."""
    return emails.renew(session, claimed.id, claimed.lease_no, post.database_clock(session) + post.lease)


def take_back_from_the_dead(post: Post) -> None:
    """Leases of processes of this machine that certainly run no more end now instead of in a minute.

    A full disk is noticed here, before anything is sent that could not be marked.
    """
    with post.database.writing() as session:
        room.check(session)
        for row in emails.being_sent(session):
            if row.lease_owner and is_gone(row.lease_owner):
                emails.renew(session, row.id, row.lease_no, post.database_clock(session))
