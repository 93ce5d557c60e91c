"""Turns changes into alerts: change × watch area × wishes → one line of the ledger, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import change_log, changes, feeds, ledger, locks
from alerts.db.counts import Counted, count
from alerts.db.session import Database
from alerts.db.waking import Work, wake
from alerts.domain.share import ALL, Share
from alerts.domain.timetable import Timetable
from alerts.effects import OnEffect, no_effect
from alerts.services.deciding import decide, seen
from alerts.services.owner import is_gone
from alerts.services.putting_back import is_waiting
from alerts.services.watched import WatchedAreas

BATCH = 2_000
_FIRST_BATCH, _SMALLEST_BATCH = 100, 10

_ASKED_AT_ONCE = 5_000
"""About how often "is this subscription told of this change?" is asked in one transaction: for so long, a fraction of a
second, do those wait who confirm, pause or leave meanwhile.
"""


@dataclass(frozen=True)
class MatchReport:
    """What one run found: changes looked at, alerts written, subscriptions that have any."""

    changes: int
    alerts: int
    subscriptions: int


@dataclass(frozen=True)
class _Run:
    database: Database
    timetable: Timetable
    clock: Callable[[], datetime]
    on_effect: OnEffect
    share: Share
    watched: WatchedAreas


@dataclass(frozen=True)
class _Batch:
    """What one transaction did, and how much was asked in it."""

    changes: int
    told: list[int]
    asked: int


def match_changes(
    database: Database,
    timetable: Timetable,
    clock: Callable[[], datetime],
    on_effect: OnEffect = no_effect,
    is_stopping: Callable[[], bool] = lambda: False,
    *,
    share: Share = ALL,
    watched: WatchedAreas | None = None,
) -> MatchReport:
    """Match all changes that wait, a batch a transaction: ledger and "matched" together, whole or absent.

    Of several matchers at a time each has its `share` of the authorities. `watched` is what a process keeps of the
    watch areas from one run to the next; without it they are read for this one.
    """
    run = _Run(database, timetable, clock, on_effect, share, watched or WatchedAreas())
    looked_at, alerts, told, most = 0, 0, set[int](), _FIRST_BATCH
    while not is_stopping():
        run.watched.follow(database, clock())
        done = _match_some(run, most)
        if done is None:
            break
        looked_at += done.changes
        alerts += len(done.told)
        told.update(done.told)
        most = _next_most(most, done.asked)
    return MatchReport(looked_at, alerts, len(told))


def _match_some(run: _Run, most: int) -> _Batch | None:
    """One batch; None where nothing is left to do."""
    with run.database.writing() as session:
        locks.take_matching(session, run.share)
        now = run.clock()
        if is_waiting(session, now):
            return None
        # In this order: a poll that begins between the two notices nothing below `before_id`.
        before_id = changes.next_id(session)
        batch = changes.take_unmatched(session, most, _being_polled(session, now), before_id, run.share)
        if not batch:
            # What was only noted waits for nobody.
            return _Batch(0, [], 0) if change_log.publish(session) else None
        run.watched.catch_up(session)
        looked_at = seen(batch)
        near = run.watched.near([each.noticed for each in looked_at])
        decided = decide(session, looked_at, near, run.timetable, now)
        ledger.add_all(session, decided.alerts)
        if any(alert.due_at <= now for alert in decided.alerts):
            wake(session, Work.COMPOSE)
        run.on_effect("ledger written")
        changes.mark_matched(session, [change for change, _ in batch])
        run.on_effect("changes marked")
        change_log.publish(session)
        count(session, Counted.MATCHED, by=len(batch))
        count(session, Counted.ALERTS, by=len(decided.alerts))
    run.on_effect("matched")
    return _Batch(len(batch), [alert.subscription_id for alert in decided.alerts], decided.asked)


def _next_most(most: int, asked: int) -> int:
    """How many changes to take next, so that about `_ASKED_AT_ONCE` questions are asked; at most twice as many as
    before, since the next may lie where more people live.
    """
    fitting = most * _ASKED_AT_ONCE // max(asked, 1)
    return max(_SMALLEST_BATCH, min(fitting, 2 * most, BATCH))


def _being_polled(session: Session, now: datetime) -> list[str]:
    """Feeds whose poll goes on: only at its end is it known whether their changes are a flood."""
    return [name for name, owner in feeds.poll_owners(session, now).items() if not is_gone(owner)]
