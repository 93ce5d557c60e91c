"""Reads stored records again and records what they say, as a poll does: under its lease, a page a transaction."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import changes, feeds, locks, stored_records
from alerts.db.locks import Lock
from alerts.db.tables import FeedRow, StoredRecordRow
from alerts.db.waking import Work, wake
from alerts.domain.application import Application
from alerts.domain.errors import DecidedAlready
from alerts.domain.stored_record import Outcome
from alerts.services.guarding import FloodGuard, guard_for
from alerts.services.owner import is_gone, this_process
from alerts.services.recording import Occasion, record_readings
from alerts.services.workbench import Became, Reread
from scheduler.comparing import Again, compared
from scheduler.configured import ConfiguredFeed
from scheduler.feeds.reading.record import Reading
from scheduler.keeping import Keeping, keeping
from scheduler.meanings import with_meanings
from scheduler.places import Places
from scheduler.poller import Poller
from scheduler.stored import StoredRecords

_AT_ONCE = 200
"""Records read again in one transaction."""


@dataclass
class Rereading:
    """The stored records of one feed being read again, while its lease is ours."""

    poller: Poller
    configured: ConfiguredFeed
    guard: FloodGuard
    is_baseline: bool
    places: Places = field(default_factory=Places)
    stored: StoredRecords = field(default_factory=StoredRecords)

    @property
    def name(self) -> str:
        return self.configured.feed.name

    def record(self, rows: Sequence[StoredRecordRow]) -> Reread:
        """Read these again, and record them in one transaction."""
        again = read_again(self.poller, self.configured, rows, self.places)
        with self.poller.database.writing() as session:
            row = feeds.locked_row(session, self.name)
            if row is None or row.poll_owner != this_process():
                raise DecidedAlready("Another process polls this feed meanwhile. The rest was left as it is.")
            locks.take(session, Lock.RECORDING)
            now = self.poller.clock()
            row.poll_until = now + self.poller.limits.lease
            return self._recorded(session, row, again, now)

    def _recorded(self, session: Session, row: FeedRow, again: list[Again], now: datetime) -> Reread:
        today = self.poller.timetable.today(now)
        found = compared(session, self.name, again, today)
        overtaken = {each.number for each in found if each.became is Became.OVERTAKEN}
        placed = [each.placed for each in again if each.placed and each.row.id not in overtaken]
        held = changes.held_count(session, self.name)
        occasion = Occasion(self.name, self.is_baseline, now, today, is_held=self.guard.is_holding)
        counts = record_readings(session, occasion, placed)
        self.guard.heard(session, occasion, counts)
        row.known += counts.added
        for each in again:
            self.stored.keep(session, self.name, _odd(each), now)
        if counts.new or counts.changed:
            wake(session, Work.MATCH)
        return Reread(tuple(found), changes.held_count(session, self.name) - held)


def reread(
    poller: Poller,
    configured: ConfiguredFeed,
    outcomes: Collection[Outcome],
    most: int,
    note: Callable[[Session], None],
) -> Reread:
    """Read stored records of a feed again, the oldest first. Raises DecidedAlready where nothing is stored, and where
    the feed is being polled.
    """
    name, after, found = configured.feed.name, 0, Reread(())
    with _leased(poller, configured, outcomes, note) as rereading:
        while len(found.compared) < most:
            limit = min(_AT_ONCE, most - len(found.compared))
            with poller.database.reading() as session:
                rows = stored_records.of_feed(session, name, limit, after=after, outcomes=outcomes)
            if not rows:
                break
            after, done = rows[-1].id, rereading.record(rows)
            found = Reread((*found.compared, *done.compared), found.held + done.held)
    return found


def read_again(
    poller: Poller, configured: ConfiguredFeed, rows: Sequence[StoredRecordRow], places: Places
) -> list[Again]:
    """Stored records with their readings of today, their applications put on the map."""
    readings = [reading_of(poller, configured, stored_records.body_of(row)) for row in rows]
    read = [each.outcome for each in readings if isinstance(each.outcome, Application)]
    placed = iter(places.place_all(poller.database, poller.gazetteer, read))
    return [
        Again(row, reading, next(placed) if isinstance(reading.outcome, Application) else None)
        for row, reading in zip(rows, readings, strict=True)
    ]


def reading_of(poller: Poller, configured: ConfiguredFeed, body: bytes) -> Reading:
    """How a stored record is read today."""
    today = poller.timetable.today(poller.clock())
    return configured.kind.reread(configured.feed, json.loads(body), today)


def _odd(again: Again) -> Keeping:
    """What of the record is to be kept on; what it lacked before it lacks still."""
    found = keeping([again.reading], [again.placed] if again.placed else [])
    left_out = tuple(
        dict.fromkeys((*again.row.left_out, *(name for each in found.kept for name in each.left_out)))
    )
    kept = tuple(replace(each, left_out=left_out) for each in found.kept)
    return Keeping(kept, (found.clean | {again.row.key}) - {each.key for each in kept})


@contextmanager
def _leased(
    poller: Poller,
    configured: ConfiguredFeed,
    outcomes: Collection[Outcome],
    note: Callable[[Session], None],
) -> Iterator[Rereading]:
    """The feed's lease, so that no poll of it runs meanwhile."""
    with poller.database.writing() as session:
        row = feeds.register_one(session, configured.entry())
        now = poller.clock()
        if row.poll_until and row.poll_until > now and not is_gone(row.poll_owner or ""):
            raise DecidedAlready("The feed is being polled at this moment: try again when it is done.")
        if not stored_records.of_feed(session, configured.feed.name, 1, outcomes=outcomes):
            raise DecidedAlready("No record is stored that could be read again. Nothing was changed.")
        note(session)
        row.poll_owner, row.poll_until = this_process(), now + poller.limits.lease
        first, today = changes.next_id(session), poller.timetable.today(now)
        guard = guard_for(session, row, first, poller.flood_limit, today, now, is_read_anew=True)
        read_now = with_meanings(session, configured)
        is_baseline = row.baseline_done_at is None
    try:
        yield Rereading(poller, read_now, guard, is_baseline)
    finally:
        with poller.database.writing() as session:
            ended = feeds.locked_row(session, configured.feed.name)
            if ended is not None and ended.poll_owner == this_process():
                ended.poll_owner, ended.poll_until = None, None
