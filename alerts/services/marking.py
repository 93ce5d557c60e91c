"""Writes down what became of a handing over: one move of one e-mail, under its lease and no other."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import emails
from alerts.db.counts import Counted, count
from alerts.db.session import DatabaseUnusable
from alerts.domain.post_health import Attempt
from alerts.domain.retry import wait_before_try
from alerts.mail.outcome import Abandoned, NotSent, Outcome, Sent, Unknown
from alerts.services.claiming import Claimed
from alerts.services.leases import LONGEST_HAND_OVER_S
from alerts.services.post import Post
from alerts.services.post_trouble import attempt_of, note_attempt, note_nothing
from alerts.services.refusals import note_outcome

log = logging.getLogger("planning_alerts.sending")

MARK_AGAIN_AFTER_S = 1.0
LONGEST_STOP_S = 10.0
"""A database that is away when a letter has gone is waited for as long as a lease is renewed; who is to stop waits
no longer than this.
"""

SICK_SERVER_WAIT = timedelta(minutes=5)
"""An e-mail that a server would not take for reasons of its own is tried again after this long."""


@dataclass
class SendReport:
    """What one run did with the e-mails that were due; `trouble` says why the mail server kept others from going."""

    sent: int = 0
    failed_temporarily: int = 0
    failed_permanently: int = 0
    held: int = 0
    trouble: str | None = field(default=None, compare=False)


@dataclass
class Run:
    """One run's report, shared by its connections; `stop` ends it early."""

    report: SendReport = field(default_factory=SendReport)
    stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _last_sent: float = -1.0

    def count(self, name: str) -> None:
        with self._lock:
            setattr(self.report, name, getattr(self.report, name) + 1)
            if name == "sent":
                self._last_sent = time.monotonic()

    def has_sent_since(self, began: float) -> bool:
        return self._last_sent >= began


def record(post: Post, claimed: Claimed, outcome: Outcome, run: Run, began: float) -> None:
    """Say what became of an e-mail. A crash just before this, after the server took it, sends it once more."""
    now = post.clock()
    attempt, after = _attempt(post, outcome, run, began), _next_state(post, claimed, outcome, now)

    def mark() -> bool:
        with post.database.writing() as session:
            is_ours = emails.move(session, claimed.id, claimed.lease_no, **after)
            if (
                is_ours and claimed.email.recipient is None
            ):  # another's address says nothing of the person's own
                note_outcome(
                    session, post.identity.key, claimed.email.subscriber_id, claimed.recipient, outcome, now
                )
            if is_ours:
                _judge_server(post, session, claimed, attempt, outcome, run)
                if not isinstance(outcome, Abandoned):
                    _count(session, claimed, after["state"], now, took_ms)
        return is_ours

    took_ms = round((time.monotonic() - began) * 1000)
    post.on_effect("marking")
    is_ours = _until_written(post, claimed, mark) if isinstance(outcome, (Sent, Unknown)) else mark()
    if is_ours and not isinstance(outcome, Abandoned):
        run.count({"sent": "sent", "failed": "failed_permanently"}.get(after["state"], "failed_temporarily"))
    post.on_effect("marked")


def _count(session: Session, claimed: Claimed, state: str, now: datetime, took_ms: int) -> None:
    """For those who watch over the service: what became of it, and how long it took."""
    lane = claimed.email.lane
    count(session, Counted.HANDED_OVER_MS, by=took_ms)
    if state == "sent":
        count(session, Counted.SENT, lane)
        waited = max(now - claimed.composed_at, timedelta())
        count(session, Counted.WAITED_MS, lane, by=round(waited / timedelta(milliseconds=1)))
    else:
        count(session, Counted.NOT_SENT, lane, "failed" if state == "failed" else "again")


def _until_written(post: Post, claimed: Claimed, mark: Callable[[], bool]) -> bool:
    """The server has the letter, or may have it: what is not marked now would go out again though nobody died.

    False where another took the e-mail over meanwhile. Raises DatabaseUnusable when it was waited for long enough.
    """
    since = post.monotonic()
    while True:
        try:
            return mark()
        except DatabaseUnusable as error:
            longest_s = LONGEST_STOP_S if post.is_stopping() else LONGEST_HAND_OVER_S
            if post.monotonic() - since >= longest_s:
                raise
            log.warning("the e-mail %s has gone and cannot be marked yet: %s", claimed.id, error)
        post.nap(MARK_AGAIN_AFTER_S)


def _judge_server(
    post: Post, session: Session, claimed: Claimed, attempt: Attempt | None, outcome: Outcome, run: Run
) -> None:
    now = post.database_clock(session)
    if attempt is None:
        note_nothing(session, now)
        return
    error = None if isinstance(outcome, Sent) else outcome.reason
    health = note_attempt(session, attempt, claimed.recipient, error, now, post.limits)
    if health.trouble is not None:
        run.stop.set()


def _attempt(post: Post, outcome: Outcome, run: Run, began: float) -> Attempt | None:
    """What the outcome says of the server: nothing where other connections have sent meanwhile, so that one bad
    connection stops nobody else, and nothing where we broke off because we are to stop.
    """
    attempt = attempt_of(outcome)
    if attempt is Attempt.UNREACHABLE and run.has_sent_since(began):
        return None
    return None if _is_broken_off_by_us(post, outcome) else attempt


def _is_broken_off_by_us(post: Post, outcome: Outcome) -> bool:
    is_broken_off = isinstance(outcome, NotSent) and outcome.code is None and outcome.is_connection_lost
    return is_broken_off and post.is_stopping()


def _next_state(post: Post, claimed: Claimed, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """What becomes of the row; tries are only ever added to.

    No answer after the dot may mean a copy has gone out: it uses up a try like any other failure, so that a server
    which never answers does not send one copy after another for ever.
    """
    if isinstance(outcome, Sent):
        return {"state": "sent", "sent_at": now, "attempts": claimed.attempts, "last_error": None}
    if isinstance(outcome, Abandoned) or _is_broken_off_by_us(post, outcome):
        return {"state": "queued", "next_try_at": now}
    if isinstance(outcome, NotSent) and outcome.is_server_sick and not outcome.uses_up_a_try:
        wait = timedelta() if outcome.code is None else SICK_SERVER_WAIT
        return {"state": "queued", "next_try_at": now + wait, "last_error": outcome.reason}
    tried = {"attempts": claimed.attempts, "last_error": outcome.reason}
    is_over = isinstance(outcome, NotSent) and outcome.is_permanent
    wait_or_end = None if is_over else wait_before_try(claimed.attempts, now - claimed.composed_at)
    if wait_or_end is None:
        return {"state": "failed", **tried}
    return {"state": "queued", "next_try_at": now + wait_or_end, **tried}
