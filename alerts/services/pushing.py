"""Tells those who follow the log of changes: claim, send, record. Each in its own order, at least once, none lost."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy.orm import Session

from alerts.db import log_followers
from alerts.db.clock import database_time
from alerts.db.session import Database
from alerts.db.tables import LogFollowerRow
from alerts.domain.pushing import Answer, wait_after
from alerts.effects import OnEffect, no_effect
from alerts.services.owner import is_gone, this_process
from alerts.services.pushing_trouble import raise_alarms

log = logging.getLogger("planning_alerts.pushing")

LEASE = timedelta(minutes=6)
"""Longer than the five minutes for which receivers take a signature: what a worker sends that was frozen until its
lease ran out is too old for them, so that it cannot arrive after what was told in its place.
"""

MOST_IN_A_TURN = 20
"""Requests to one receiver before its worker looks whether it is to stop."""


class Message(NamedTuple):
    """What is to be told next, and the number of the log up to which it tells; an empty body where nothing is."""

    body: str
    to_no: int


class Outgoing(NamedTuple):
    """A message as it goes out; another try differs in `at` alone."""

    id: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Receiver:
    """Who is told, and how. `compose` reads what comes after a number of the log, of which all up to the second was
    told before; `pause` is the least time between two requests.
    """

    name: str
    compose: Callable[[Session, int, int | None], Message]
    send: Callable[[Outgoing], Answer]
    pause: timedelta = timedelta(0)


@dataclass(frozen=True)
class Pusher:
    """What a worker needs to tell anybody. Leases go by `database_clock`, since workers' own clocks may differ."""

    database: Database
    clock: Callable[[], datetime]
    database_clock: Callable[[Session], datetime] = database_time
    new_id: Callable[[], str] = lambda: f"msg_{uuid4().hex}"
    is_stopping: Callable[[], bool] = lambda: False
    on_effect: OnEffect = no_effect


class _Claimed(NamedTuple):
    lease_no: int
    outgoing: Outgoing


class _Step(Enum):
    """Why nothing was claimed."""

    NOTHING_DUE = auto()
    PASSED_OVER = auto()


def push_due(pusher: Pusher, receiver: Receiver) -> int:
    """Tell a receiver what it has not been told yet, until there is no more, a request fails or the turn is over;
    returns how many requests it took.
    """
    taken = 0
    for _ in range(MOST_IN_A_TURN):
        claimed = _Step.NOTHING_DUE if pusher.is_stopping() else _claim(pusher, receiver)
        if claimed is _Step.PASSED_OVER:
            continue
        if claimed is _Step.NOTHING_DUE or not _push(pusher, receiver, claimed):
            break
        taken += 1
    return taken


def _claim(pusher: Pusher, receiver: Receiver) -> _Claimed | _Step:
    """Take what is to be told next under a new lease, or pass over what nobody asked for.

    The message is put down before it is sent: a crash from here to the answer costs nothing, since the same bytes go
    out under the same id once the lease has run out, at once where this machine knows that the worker is dead.
    """
    with pusher.database.reading() as session:
        seen = log_followers.by_name(session, receiver.name)
        if seen is None or not _is_due(pusher, session, seen):
            return _Step.NOTHING_DUE
        message_id, message = _next_message(pusher, receiver, session, seen)
    if message.to_no == seen.last_no:
        return _Step.NOTHING_DUE
    with pusher.database.writing() as session:
        if not message.body:
            is_over = log_followers.pass_over(session, seen, message.to_no)
            return _Step.PASSED_OVER if is_over else _Step.NOTHING_DUE
        until = pusher.database_clock(session) + LEASE
        is_ours = log_followers.claim(session, seen, this_process(), until, (message_id, *message))
    outgoing = Outgoing(message_id, message.body, pusher.clock())
    return _Claimed(seen.lease_no + 1, outgoing) if is_ours else _Step.NOTHING_DUE


def _is_due(pusher: Pusher, session: Session, row: LogFollowerRow) -> bool:
    if not row.is_enabled or row.stopped_at is not None:
        return False
    if row.next_try_at is not None and row.next_try_at > pusher.clock():
        return False
    if row.lease_owner is None or row.lease_until is None or is_gone(row.lease_owner):
        return True
    return row.lease_until <= pusher.database_clock(session)


def _next_message(
    pusher: Pusher, receiver: Receiver, session: Session, row: LogFollowerRow
) -> tuple[str, Message]:
    """What was being told when the last try failed or its worker died, otherwise what comes next in the log."""
    if row.message_id is not None and row.message_body is not None and row.message_to is not None:
        return row.message_id, Message(row.message_body, row.message_to)
    return pusher.new_id(), receiver.compose(session, row.last_no, row.replayed_to)


def _push(pusher: Pusher, receiver: Receiver, claimed: _Claimed) -> bool:
    """Send one message and record what came of it; whether it was taken.

    A crash after the answer and before the record sends it once more: same id, same bytes. We choose a change told
    twice over one that is lost.
    """
    pusher.on_effect("claimed")
    with pusher.database.reading() as session:
        now = pusher.database_clock(session)
        if not log_followers.is_held(session, receiver.name, claimed.lease_no, now):
            return False
    answer = _answer(receiver, claimed.outgoing)
    pusher.on_effect("answered")
    is_ours = _record(pusher, receiver, claimed.lease_no, answer)
    pusher.on_effect("recorded")
    if not is_ours:
        log.info("%s was taken over by another worker, or is told anew", receiver.name)
    return is_ours and answer.is_taken


def _answer(receiver: Receiver, outgoing: Outgoing) -> Answer:
    try:
        return receiver.send(outgoing)
    except Exception as error:
        # What breaks the sending is this receiver's trouble and nobody else's.
        log.exception("%s could not be told", receiver.name)
        return Answer(None, f"the request cannot be made, {type(error).__name__}")


def _record(pusher: Pusher, receiver: Receiver, lease_no: int, answer: Answer) -> bool:
    """Move on, or put down when to try again; False, and nothing is changed, where this lease is not the one in force
    any more: whoever has the next one says how far the receiver is.
    """
    now, name = pusher.clock(), receiver.name
    with pusher.database.writing() as session:
        if answer.is_taken:
            next_at = now + receiver.pause if receiver.pause else None
            is_ours = log_followers.delivered(session, name, lease_no, now, next_at)
        else:
            row = log_followers.by_name(session, name)
            next_at = now + wait_after((row.failures if row else 0) + 1, answer.retry_after_s)
            is_ours = log_followers.failed(
                session, name, lease_no, answer.words, now, next_at, is_gone=answer.is_gone
            )
        if is_ours:
            raise_alarms(session, name, now)
    if is_ours and not answer.is_taken:
        log.warning("%s was not told: %s", name, answer.words)
    return is_ours
