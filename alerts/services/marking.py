"""Writes down what became of a handing over: one move of one e-mail, under its lease and no other."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from alerts.db import emails
from alerts.domain.retry import wait_before_try
from alerts.mail.outcome import Abandoned, NotSent, Outcome, Sent
from alerts.services.claiming import Claimed
from alerts.services.post import Post
from alerts.services.refusals import note_outcome

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


def record(post: Post, claimed: Claimed, outcome: Outcome, report: SendReport) -> None:
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
    counted_as = _counted_as(claimed, outcome, now)
    if is_ours and counted_as:
        report.count(counted_as)


def _next_state(claimed: Claimed, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """What becomes of the row; tries are only ever added to.

    No answer after the dot may mean a copy has gone out: it uses up a try like any other failure, so that a server
    which never answers does not send one copy after another for ever.
    """
    if isinstance(outcome, Sent):
        return {"state": "sent", "sent_at": now, "attempts": claimed.attempts, "last_error": None}
    if isinstance(outcome, Abandoned):
        return {"state": "queued", "next_try_at": now}
    if isinstance(outcome, NotSent) and outcome.is_server_sick:
        wait = timedelta() if outcome.code is None else SICK_SERVER_WAIT
        return {"state": "queued", "next_try_at": now + wait, "last_error": outcome.reason}
    tried = {"attempts": claimed.attempts, "last_error": outcome.reason}
    is_over = isinstance(outcome, NotSent) and outcome.is_permanent
    wait_or_end = None if is_over else wait_before_try(claimed.attempts, now - claimed.composed_at)
    if wait_or_end is None:
        return {"state": "failed", **tried}
    return {"state": "queued", "next_try_at": now + wait_or_end, **tried}


def _counted_as(claimed: Claimed, outcome: Outcome, now: datetime) -> str | None:
    if isinstance(outcome, Abandoned):
        return None
    if isinstance(outcome, Sent):
        return "sent"
    is_over = _next_state(claimed, outcome, now)["state"] == "failed"
    return "failed_permanently" if is_over else "failed_temporarily"
