"""Hands queued e-mails over: claim, send, record. A crash between the last two repeats that one e-mail."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import emails, ledger
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.links import filled
from alerts.domain.retry import wait_before_try
from alerts.effects import OnEffect, no_effect
from alerts.mail.compose import MailSite
from alerts.mail.errors import UnfitLetterError
from alerts.mail.letter import Letter
from alerts.mail.message import build_message
from alerts.mail.outcome import NotSent, Outcome, Phase, Sent, Unknown
from alerts.mail.sender import OpenSender, Sender
from alerts.services.identity import MailIdentity
from alerts.services.owner import is_gone, this_process
from alerts.services.refusals import note_outcome
from alerts.services.suppression import is_suppressed

log = logging.getLogger("planning_alerts.sending")

LEASE = timedelta(seconds=900)
"""Longer than the patience of one delivery (120 s before the dot and 600 s after), so that no second
worker takes over an e-mail whose server is only slow."""

POISON_TRIES = 5
"""A letter that cannot be built is set aside after this many tries."""

BROKEN_WORKERS = 20
"""One that was claimed so often and never came to an end, such as one that kills its worker, is set aside."""

SICK_SERVER_WAIT = timedelta(minutes=5)
"""A server that answers but serves nobody (a wrong password, say) is asked again after this long."""


@dataclass
class SendReport:
    """What one run did with the e-mails that were due."""

    sent: int = 0
    failed_temporarily: int = 0
    failed_permanently: int = 0
    held: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def count(self, name: str) -> None:
        with self.lock:
            setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True)
class Claimed:
    """One e-mail that this worker alone may send, under this lease."""

    id: str
    lease_no: int
    attempts: int
    composed_at: datetime
    email: EmailRow
    recipient: str
    generation: int


@dataclass(frozen=True)
class Post:
    """All that a worker needs to send: the way out, our identity, the clock, the pace."""

    database: Database
    sender: Sender
    site: MailSite
    identity: MailIdentity
    clock: Callable[[], datetime]
    rate_per_second: float = 10.0
    connections: int = 1
    lease: timedelta = LEASE
    is_stopping: Callable[[], bool] = lambda: False
    on_effect: OnEffect = no_effect


def send_due(post: Post) -> SendReport:
    """Hand over every e-mail whose time has come, confirmations first, on `connections` connections."""
    report, stop = SendReport(), threading.Event()
    _take_back_from_the_dead(post)
    if post.connections == 1:
        _drain(post, report, stop)
    else:
        with ThreadPoolExecutor(post.connections) as pool:
            for worker in [pool.submit(_drain, post, report, stop) for _ in range(post.connections)]:
                worker.result()
    with post.database.reading() as session:
        report.held = emails.waiting_again(session)
    return report


def _drain(post: Post, report: SendReport, stop: threading.Event) -> None:
    pause = post.connections / post.rate_per_second
    with post.sender.connect() as connection:
        while not (stop.is_set() or post.is_stopping()):
            claimed = _claim(post)
            if claimed is None:
                return
            started = time.monotonic()
            outcome = _hand_over(post, connection, claimed)
            _record(post, claimed, outcome, report)
            if isinstance(outcome, NotSent) and outcome.is_server_sick:
                stop.set()
            stop.wait(max(0.0, pause - (time.monotonic() - started)))


def _claim(post: Post) -> Claimed | None:
    """Take the next e-mail under a new lease, dropping on the way those that nobody wants any more.

    A crash from here to the final dot loses nothing: the lease runs out and the e-mail is taken again.
    """
    while True:
        now = post.clock()
        with post.database.writing() as session:
            row = emails.next_due(session, now)
            if row is None:
                return None
            if row.bounced_at is not None:  # it has been sent: who sent it died before saying so
                row.state, row.sent_at, row.lease_owner, row.lease_until = (
                    "bounced",
                    row.bounced_at,
                    None,
                    None,
                )
                continue
            recipient = _recipient(post, session, row)
            if recipient is None:
                row.state, row.lease_owner, row.lease_until = "dropped", None, None
                continue
            if row.attempts >= BROKEN_WORKERS and row.state == "sending":
                row.state, row.lease_owner, row.lease_until = "failed", None, None
                row.last_error = f"broke {row.attempts} workers"
                continue
            row.state, row.attempts, row.lease_no = "sending", row.attempts + 1, row.lease_no + 1
            row.lease_owner, row.lease_until = this_process(), now + post.lease
            claimed = Claimed(
                row.id,
                row.lease_no,
                row.attempts,
                row.composed_at,
                row,
                *recipient,
            )
        post.on_effect("claimed")
        return claimed


def _recipient(post: Post, session: Session, row: EmailRow) -> tuple[str, int] | None:
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


def _letter(claimed: Claimed, identity: MailIdentity) -> Letter:
    row = claimed.email

    def with_links(text: str) -> str:
        return filled(text, identity.base_url, claimed.generation, row.composed_at, identity.key)

    return Letter(
        message_id=row.message_id,
        date=row.composed_at,
        sender_name=identity.sender_name,
        sender=identity.sender,
        recipient=claimed.recipient,
        subject=row.subject,
        text=with_links(row.text),
        html=with_links(row.html),
        headers=tuple((name, with_links(value)) for name, value in identity.headers(row)),
    )


def _hand_over(post: Post, connection: OpenSender, claimed: Claimed) -> Outcome:
    def on_phase(phase: Phase) -> None:
        post.on_effect(str(phase))

    try:
        message = build_message(_letter(claimed, post.identity))
        envelope_from = post.identity.envelope_from(claimed.id, claimed.recipient)
        return connection.deliver(message, envelope_from, claimed.recipient, on_phase)
    except Exception as error:
        # A letter that cannot be built, or breaks what sends it, is this letter's trouble and nobody else's.
        log.exception("the e-mail %s could not be handed over", claimed.id)
        why = str(error) if isinstance(error, UnfitLetterError) else type(error).__name__
        return NotSent(claimed.attempts >= POISON_TRIES, None, f"cannot be built: {why}", False, False)


def _record(post: Post, claimed: Claimed, outcome: Outcome, report: SendReport) -> None:
    """Say what became of an e-mail. A crash just before this, after the server took it, sends it once more."""
    now = post.clock()
    post.on_effect("marking")
    with post.database.writing() as session:
        is_ours = emails.move(session, claimed.id, claimed.lease_no, **_next_state(claimed, outcome, now))
        if is_ours:
            note_outcome(
                session, post.identity.key, claimed.email.subscriber_id, claimed.recipient, outcome, now
            )
    post.on_effect("marked")
    if is_ours:
        report.count(_counted_as(claimed, outcome, now))


def _next_state(claimed: Claimed, outcome: Outcome, now: datetime) -> dict[str, object]:
    """What becomes of the row. No answer after the dot may mean a copy has gone out: it uses up a try like any
    other failure, so that a server which never answers does not send one copy after another for ever.
    """
    if isinstance(outcome, Sent):
        return {"state": "sent", "sent_at": now, "last_error": None}
    if isinstance(outcome, NotSent) and outcome.is_server_sick:
        wait = timedelta() if outcome.code is None else SICK_SERVER_WAIT
        return _queued_again(now + wait, outcome, claimed.attempts - 1)
    is_over = isinstance(outcome, NotSent) and outcome.is_permanent
    wait_or_end = None if is_over else wait_before_try(claimed.attempts, now - claimed.composed_at)
    if wait_or_end is None:
        return {"state": "failed", "last_error": outcome.reason}
    return _queued_again(now + wait_or_end, outcome, claimed.attempts)


def _queued_again(next_try_at: datetime, outcome: NotSent | Unknown, attempts: int) -> dict[str, object]:
    return {"state": "queued", "next_try_at": next_try_at, "attempts": attempts, "last_error": outcome.reason}


def _counted_as(claimed: Claimed, outcome: Outcome, now: datetime) -> str:
    if isinstance(outcome, Sent):
        return "sent"
    is_over = _next_state(claimed, outcome, now)["state"] == "failed"
    return "failed_permanently" if is_over else "failed_temporarily"


def _take_back_from_the_dead(post: Post) -> None:
    """Leases of processes of this machine that certainly run no more end now instead of in minutes."""
    with post.database.writing() as session:
        for row in emails.being_sent(session):
            if row.lease_owner and is_gone(row.lease_owner):
                row.lease_until = post.clock()
