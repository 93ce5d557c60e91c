"""Takes the next e-mail that is due, for this worker alone, and says until the last moment whether it still may go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import emails, ledger, pictures
from alerts.db.tables import EmailRow
from alerts.mail.letter import Picture
from alerts.services.owner import is_gone, this_process
from alerts.services.post import Post
from alerts.services.suppression import is_suppressed

BROKEN_WORKERS = 20
"""One that was claimed so often and never came to an end, such as one that kills its worker, is set aside."""


@dataclass(frozen=True)
class Claimed:
    """One e-mail that this worker alone may send, under this lease; `attempts` counts the try that begins."""

    id: str
    lease_no: int
    attempts: int
    composed_at: datetime
    email: EmailRow
    recipient: str
    generation: int
    pictures: tuple[Picture, ...] = ()


def claim(post: Post) -> Claimed | None:
    """Take the next e-mail under a new lease, dropping on the way those that nobody wants any more.

    A crash from here to the final dot loses nothing: the lease runs out and the e-mail is taken again.
    """
    while True:
        with post.database.writing() as session:
            row = emails.next_due(session, post.clock(), post.database_clock(session))
            if row is None:
                return None
            claimed = _taken(post, session, row)
        if claimed is not None:
            post.on_effect("claimed")
            return claimed


def _taken(post: Post, session: Session, row: EmailRow) -> Claimed | None:
    if row.bounced_at is not None:  # it has been sent: who sent it died before saying so
        emails.end_unclaimed(session, row, state="bounced", sent_at=row.bounced_at)
        return None
    recipient = recipient_of(post, session, row)
    if recipient is None:
        emails.end_unclaimed(session, row, state="dropped")
        return None
    # Whoever had it before died over it or was frozen: that was a try, too.
    attempts = row.attempts + 1 if row.state == "sending" else row.attempts
    if row.state == "sending" and attempts >= BROKEN_WORKERS:
        emails.end_unclaimed(session, row, state="failed", last_error=f"broke {attempts} workers")
        return None
    lease_no, until = row.lease_no + 1, post.database_clock(session) + post.lease
    if not emails.claim(session, row, this_process(), until, attempts):
        return None
    carried = tuple(Picture(*each) for each in pictures.carried_by(session, row))
    return Claimed(row.id, lease_no, attempts + 1, row.composed_at, row, *recipient, carried)


def recipient_of(post: Post, session: Session, row: EmailRow) -> tuple[str, int] | None:
    """The stored address and its generation of links; None where nobody wants this e-mail any more."""
    if row.lane == "operator":
        return post.identity.contact_email, 0
    person = emails.recipient_of(session, row)
    if person is None or is_suppressed(session, post.identity.key, person.email):
        return None
    return (person.email, person.generation) if _is_wanted(session, row, person.id) else None


def _is_wanted(session: Session, row: EmailRow, subscriber_id: int) -> bool:
    if row.lane == "confirmation":
        return emails.has_pending_subscription(session, subscriber_id)
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
    """Leases of processes of this machine that certainly run no more end now instead of in a minute."""
    with post.database.writing() as session:
        for row in emails.being_sent(session):
            if row.lease_owner and is_gone(row.lease_owner):
                emails.renew(session, row.id, row.lease_no, post.database_clock(session))
