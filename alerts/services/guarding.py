"""Guards people against a feed that suddenly tells of everything: counts as pages come, holds what is too much.

It keeps counters and never counts rows, so that a page costs the same whatever the register's size.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import alarms, changes, feed_days, holds
from alerts.db.tables import FeedRow
from alerts.domain.change import ChangeKind
from alerts.domain.flood import Telling, Usual, flood, is_republished, usual
from alerts.services.recording import Counts, Occasion

LEARNED_OVER_DAYS = 28
FLOOD, REPUBLISHED = "flood", "republished"
READ_ANEW = "the feed's settings have changed, and some of its applications read differently since"


@dataclass
class FloodGuard:
    """Watches one poll of one feed. `told_today` counts what the feed told on the London day `day`, `known` what it
    told of before this poll, `first_change_id` the least id that a change of this poll may have. `is_read_anew`
    where the feed's settings have changed since it was read: what then differs of an application that is known
    waits for an operator.
    """

    feed: str
    floor: int
    usual: Usual
    known: int
    first_change_id: int
    day: date
    told_today: int
    told: int = 0
    added: int = 0
    is_holding: bool = False
    is_read_anew: bool = False
    _told_on: Counter[date] = field(default_factory=Counter)
    _new_on: Counter[date] = field(default_factory=Counter)

    def heard(self, session: Session, occasion: Occasion, counts: Counts) -> None:
        """Count one recorded page, in its transaction; hold the changes of this poll, from its first page on, if
        they are a flood.
        """
        self.added += counts.added
        if occasion.is_baseline:
            return
        if occasion.today != self.day:
            self.day, self.told_today = occasion.today, 0
        self.told += counts.told
        self.told_today += counts.told
        if self.is_holding:
            self._hold_more(session, counts.told, occasion.now)
            return
        if self.is_read_anew:
            self._hold_what_reads_otherwise(session, occasion.now)
        self._count(session, occasion.today, counts.new, counts.told)
        telling = Telling(self.told, self.told_today, self.known)
        if why := flood(telling, self.usual, self.floor):
            self._begin_to_hold(session, why, occasion.now)

    def ended(self, session: Session, now: datetime) -> None:
        """At the end of a whole poll: an operator hears of a register published anew even if nothing was held."""
        if self.is_holding or not is_republished(self.added, self.known, self.floor):
            alarms.clear(session, self.feed, (REPUBLISHED,), now)
            return
        words = (
            f"{self.added:,} records came under keys that this feed never used before. They are old or nobody asked "
            "for them: nothing is held and nobody is mailed. If the council has moved its register, all is well."
        )
        alarms.raise_once(session, self.feed, REPUBLISHED, words, now)

    @property
    def passed_on(self) -> int:
        """How many changes of this poll people may be told of."""
        return 0 if self.is_holding else self.told

    def _count(self, session: Session, day: date, new: int, told: int) -> None:
        feed_days.add(session, self.feed, day, new=new, told=told)
        self._told_on[day] += told
        self._new_on[day] += new

    def _hold_more(self, session: Session, told: int, now: datetime) -> None:
        """Under the open hold, or under another where an operator has decided on that one meanwhile."""
        if told:
            why = "the rest of a flood that was decided on before it ended"
            if holds.open_of(session, self.feed) is None:
                self._raise(session, why, now)
            holds.grow(session, self.feed, told, why, now)

    def _hold_what_reads_otherwise(self, session: Session, now: datetime) -> None:
        """Hold the changes of this poll, but not what is new."""
        held = changes.hold_since(session, self.feed, self.first_change_id, but=ChangeKind.NEW)
        if held:
            holds.grow(session, self.feed, held, READ_ANEW, now)
            self._raise(session, READ_ANEW, now)

    def _begin_to_hold(self, session: Session, why: str, now: datetime) -> None:
        self.is_holding = True
        held = changes.hold_since(session, self.feed, self.first_change_id)
        holds.grow(session, self.feed, held, why, now)
        for day in list(self._told_on):
            self._count(session, day, -self._new_on[day], -self._told_on[day])
        self._raise(session, why, now)

    def _raise(self, session: Session, why: str, now: datetime) -> None:
        words = (
            f"{why[0].upper()}{why[1:]}: they are held and nobody is mailed. Look at them with `planning-alerts feeds "
            f"held {self.feed}`, then release or discard them with the same command."
        )
        alarms.raise_once(session, self.feed, FLOOD, words, now)


def guard_for(
    session: Session,
    row: FeedRow,
    first_change_id: int,
    floor: int,
    today: date,
    now: datetime,
    *,
    is_read_anew: bool = False,
) -> FloodGuard:
    """A guard that knows what is usual for this feed."""
    first = today - timedelta(days=LEARNED_OVER_DAYS)
    if row.baseline_done_at is not None:
        first = max(first, row.baseline_done_at.date() + timedelta(days=1))
    known = max(0, row.known - holds.waiting(session, row.name))  # a slow flood must not raise its own limit
    days = feed_days.told_on_days(session, row.name, first, today - timedelta(days=1))
    polls = feed_days.told_in_polls(session, row.name, now - timedelta(days=LEARNED_OVER_DAYS))
    return FloodGuard(
        feed=row.name,
        floor=floor,
        usual=usual(polls, days, known, row.history_days),
        known=known,
        first_change_id=first_change_id,
        day=today,
        told_today=feed_days.told_on(session, row.name, today),
        is_holding=_is_flood_going_on(session, row),
        is_read_anew=is_read_anew,
    )


def _is_flood_going_on(session: Session, row: FeedRow) -> bool:
    """Whether no poll has come to its end since the feed's open hold began: the rest of that flood is still to come."""
    hold = holds.open_of(session, row.name)
    return hold is not None and (row.last_success_at is None or row.last_success_at < hold.raised_at)
