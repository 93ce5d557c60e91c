"""Takes the next e-mails that are due, for this worker alone, and says to the last moment whether one may still go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import emails, ledger, pictures, post_state, room
from alerts.db.tables import EmailRow
from alerts.domain.post_health import PostHealth, may_try
from alerts.mail.letter import Picture
from alerts.services.letters import needs_words
from alerts.services.owner import is_gone, this_process
from alerts.services.post import Post
from alerts.services.wanting import Addressee, addressees, standing_of

BROKEN_WORKERS = 20
"""One that was claimed so often and never came to an end, such as one that kills its worker, is set aside."""

MOST_AT_ONCE = 20
LONGEST_RUN = timedelta(milliseconds=100)
"""E-mails claimed together have their turns one after another, without a pause between: so long at the most."""

Lanes = Sequence[str]


@dataclass(frozen=True)
class Claimed:
    """One e-mail that this worker alone may send, under this lease; `attempts` counts the try that begins."""

    id: str
    lease_no: int
    attempts: int
    composed_at: datetime
    email: EmailRow
    to: Addressee
    pictures: tuple[Picture, ...] = ()

    @property
    def recipient(self) -> str:
        return self.to.address


@dataclass(frozen=True)
class Wait:
    """It is another worker's turn; ours may come after so many seconds."""

    seconds: float


_TOO_SHORT_TO_WAIT = timedelta(milliseconds=1)


def claim(post: Post, lanes: Lanes = emails.LANES) -> tuple[Claimed, ...] | Wait:
    """Take the next e-mails, all of one lane, each under a new lease, dropping on the way those that nobody wants any
    more. None where there is none, or none may go out while the mail server is in trouble.

    A crash from here to the final dot loses nothing: the leases run out and the e-mails are taken again.
    """
    while True:
        with post.database.writing() as session:
            now = post.database_clock(session)
            health = post_state.health(session)
            spacing = timedelta(seconds=health.slowness / post.rate_per_second)
            rows = emails.due(session, post.clock(), now, _most(health, spacing), lanes)
            if not rows:
                return ()
            to = addressees(session, post.identity, rows)
            rows = [row for row in rows if not _is_ended(session, row, to)]
            if not rows:
                continue
            return _wait(session, now, spacing, len(rows)) or _taken(post, session, rows, to, health, now)


def _most(health: PostHealth, spacing: timedelta) -> int:
    """In trouble one finds out how things stand; and who sends slowly claims no more than goes out in a moment."""
    if health.trouble is not None:
        return 1
    return max(1, min(MOST_AT_ONCE, LONGEST_RUN // max(spacing, _TOO_SHORT_TO_WAIT)))


def _is_ended(session: Session, row: EmailRow, to: dict[str, Addressee]) -> bool:
    """End an e-mail that is due and has been sent already, that nobody wants, or that no worker survives."""
    if row.bounced_at is not None:  # it has been sent: who sent it died before saying so
        return emails.end_unclaimed(session, row, state="bounced", sent_at=row.bounced_at)
    if row.id not in to:
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


def _wait(session: Session, now: datetime, spacing: timedelta, turns: int) -> Wait | None:
    """All workers together send no faster than set, and slower once the server has asked for that."""
    if spacing < _TOO_SHORT_TO_WAIT or post_state.take_turn(session, now, spacing * turns):
        return None
    return Wait(((post_state.next_turn_at(session) or now) - now).total_seconds())


def _taken(
    post: Post,
    session: Session,
    rows: Sequence[EmailRow],
    to: dict[str, Addressee],
    health: PostHealth,
    now: datetime,
) -> tuple[Claimed, ...]:
    if not _may_try(post, session, health, now):
        return ()
    ours = emails.claim_all(session, rows, this_process(), now + post.lease)
    carried = pictures.carried_by(session, rows)
    taken = tuple(
        Claimed(
            row.id,
            row.lease_no + 1,
            _attempts(row) + 1,
            row.composed_at,
            row,
            to[row.id],
            tuple(Picture(*each) for each in carried[row.id]),
        )
        for row in rows
        if row.id in ours
    )
    emails.load_words(session, [each.email for each in taken if needs_words(each.email, each.pictures)])
    return taken


def _may_try(post: Post, session: Session, health: PostHealth, now: datetime) -> bool:
    """In trouble one letter at a time finds out how the server does; a crash over it costs one more wait."""
    if health.trouble is None:
        return True
    return may_try(health, now) and post_state.take_probe(session, health, now + post.limits.probe_every)


def may_still_go(post: Post, claimed: Claimed) -> bool:
    """Asked when all but the final dot is out: whether the e-mail is still ours, and still wanted as it was built.

    A worker that was frozen finds here that another took over. Whoever left meanwhile gets nothing once the page
    has said so. The answer holds for half a lease.
    """
    with post.database.reading() as session:
        found = standing_of(session, post.identity, claimed.email, claimed.lease_no, claimed.to)
        if found is None or found.lease_until is None:
            return False
        if found.lease_until - post.database_clock(session) >= post.lease / 2:
            return True
    return bool(renewed(post, [claimed]))


def renewed(post: Post, in_hand: Sequence[Claimed]) -> set[str]:
    """Make leases whole ones again; gives the ids of those that were not lost."""
    with post.database.writing() as session:
        until = post.database_clock(session) + post.lease
        return emails.renew(session, [(each.id, each.lease_no) for each in in_hand], until)


def give_back(post: Post, waiting: Sequence[Claimed]) -> None:
    """Let others have what was claimed and not begun."""
    with post.database.writing() as session:
        emails.give_back(session, [(each.id, each.lease_no) for each in waiting])


def take_back_from_the_dead(post: Post) -> None:
    """Leases of processes of this machine that certainly run no more end now instead of in a minute.

    A full disk is noticed here, before anything is sent that could not be marked.
    """
    with post.database.writing() as session:
        room.check(session)
        for owner in filter(is_gone, emails.owners(session)):
            emails.end_leases(session, owner, post.database_clock(session))
