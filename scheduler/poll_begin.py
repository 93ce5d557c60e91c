"""The beginning of a poll: whether its time has come, and the feed's lease, so that no other poll of it runs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from alerts.db import changes, feeds
from alerts.db.tables import FeedRow
from alerts.services.guarding import guard_for
from alerts.services.owner import is_gone, this_process
from scheduler.configured import ConfiguredFeed
from scheduler.meanings import with_meanings
from scheduler.poll_run import PollRun, Validators
from scheduler.poller import Poller

TRUST_UNCHANGED_FOR = timedelta(days=7)

SlotOf = Callable[[FeedRow, datetime], datetime | None]


class PollRefused(Exception):
    """Another poll of this feed is under way."""


class PollNotDue(Exception):
    """The feed's time has not come, or another process has served it meanwhile."""


def at_any_time(_row: FeedRow, _now: datetime) -> None:
    """Asked for by hand: at any time, and in no slot."""


def in_due_slot(row: FeedRow, now: datetime) -> datetime:
    if not is_due_by(row, now):
        raise PollNotDue
    return row.next_poll_at or now


def is_due_by(row: FeedRow, now: datetime) -> bool:
    """Whether the feed's time has come, and no operator has paused it."""
    return row.paused_at is None and (row.next_poll_at is None or row.next_poll_at <= now)


def begin(poller: Poller, configured: ConfiguredFeed, slot_of: SlotOf) -> PollRun:
    """Take the feed's lease, so that no other poll of it runs meanwhile. Its row is locked from here on, so that of
    two that come at once one sees what the other did.
    """
    with poller.database.writing() as session:
        row = feeds.register_one(session, configured.entry())
        now = poller.clock()  # once the lock is held: who had it before us has finished before
        if row.poll_until and row.poll_until > now and not is_gone(row.poll_owner or ""):
            raise PollRefused(
                f"another poll of this feed is under way, until {row.poll_until:%H:%M:%S} UTC at most"
            )
        slot = slot_of(row, now)
        configured = with_meanings(session, configured)
        row.poll_owner, row.poll_until = this_process(), now + poller.limits.lease
        row.last_attempt_at = now
        is_read_anew = row.settings_digest not in (None, configured.feed.settings_digest)
        validators = None if is_read_anew else _trusted_validators(row, now)
        row.etag, row.last_modified = None, None  # good again once this poll is whole
        return PollRun(
            configured=configured,
            started_at=now,
            slot=slot,
            is_baseline=row.baseline_done_at is None,
            cursor=row.cursor,
            validators=validators,
            last_total=row.last_total,
            guard=guard_for(
                session,
                row,
                changes.next_id(session),
                poller.flood_limit,
                poller.timetable.today(now),
                now,
                is_read_anew=is_read_anew,
            ),
        )


def _trusted_validators(row: FeedRow, now: datetime) -> Validators | None:
    """What to ask "has it changed?" with; nothing after a week of "no", in case the server is wrong."""
    if row.read_whole_at is None or now - row.read_whole_at > TRUST_UNCHANGED_FOR:
        return None
    return Validators(row.etag, row.last_modified)
