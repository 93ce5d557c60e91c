"""What is held of a feed, by the flood guard or because a record looks odd, and an operator's word on it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import alarms, changes, feeds, holds, keys, locks
from alerts.db.locks import Lock
from alerts.db.mapping import application_from_row
from alerts.db.tables import ApplicationRow, FeedRow, HoldRow
from alerts.domain.application import normalised_reference
from alerts.domain.errors import DecidedAlready, HoldHasGrown, NotFound
from alerts.domain.recording import released
from alerts.services.guarding import FLOOD


class Held(NamedTuple):
    """One application of which something is held, and why."""

    authority: str
    reference: str
    why: str
    description: str


def held_of(session: Session, feed: str) -> list[Held]:
    """All that is held of a feed: changes first, then the records that look odd."""
    hold = holds.open_of(session, feed)
    why = hold.why if hold else "held"
    found = [
        Held(row.authority, row.reference, f"{change.kind}, {why}", row.description)
        for change, row in feeds.held_changes_of(session, feed)
    ]
    found += [
        Held(row.authority, row.reference, str(row.quarantine), row.description)
        for row in feeds.quarantined_of(session, feed)
    ]
    return found


def let_go(session: Session, feed: str, *, is_released: bool, now: datetime) -> int:
    """Release what the flood guard holds of a feed, to be told, or discard it. Returns how many changes.

    A release also takes a whole-file feed at the size that it has by now.
    """
    row = _in_turn(session, feed)
    if row is not None and is_released:
        row.last_total = None
    count = changes.let_go(session, feed, "unmatched" if is_released else "discarded")
    holds.decide(session, feed, "released" if is_released else "discarded", now)
    alarms.clear(session, feed, (FLOOD,), now)
    return count


def decide_hold(
    session: Session,
    number: int,
    *,
    is_released: bool,
    now: datetime,
    only: Sequence[int] = (),
    up_to: int | None = None,
) -> int:
    """Release or discard what this very hold holds, or `only` these changes of it; returns how many. Raises
    NotFound, DecidedAlready where somebody has decided on it, or the changes are held no more, and HoldHasGrown where
    all is meant and more is held than the changes `up_to` this one, which were shown.
    """
    hold = holds.by_id(session, number)
    if hold is not None:
        _in_turn(session, hold.feed)
        hold = holds.by_id(session, number)
    if hold is None:
        raise NotFound("There is no such hold.")
    if hold.state != "open":
        raise DecidedAlready("Somebody has decided on this already. Nothing was changed.")
    if not only and up_to is not None and changes.last_held(session, hold.feed) > up_to:
        raise HoldHasGrown("More is held by now than you were shown. Nothing was changed.")
    if not only:
        return let_go(session, hold.feed, is_released=is_released, now=now)
    count = changes.let_go(session, hold.feed, "unmatched" if is_released else "discarded", only)
    if not count:
        raise DecidedAlready("None of these changes is held any more. Nothing was changed.")
    _shrink(session, hold, count, "released" if is_released else "discarded", now)
    return count


def _shrink(session: Session, hold: HoldRow, count: int, state: str, now: datetime) -> None:
    """So many changes of a hold have been decided on one by one; with the last of them it is over."""
    hold.changes = max(0, hold.changes - count)
    if not changes.is_any_held(session, hold.feed):
        holds.decide(session, hold.feed, state, now)
        alarms.clear(session, hold.feed, (FLOOD,), now)


def release_record(
    session: Session, feed: str, reference: str, today: date, clock: Callable[[], datetime]
) -> bool:
    """Take a record that looked odd as it is, from now on, and tell of it; False where none is held back.

    It is told as new unless the silent first load brought it or it is old: then it is only noted.
    """
    _in_turn(session, feed)
    now = clock()  # once the turn is ours: no later write has an earlier moment
    wanted = normalised_reference(reference)
    for row in feeds.quarantined_of(session, feed):
        if row.reference_normalised == wanted:
            _release(session, row, today, now)
            return True
    return False


def release_application(session: Session, number: int, today: date, clock: Callable[[], datetime]) -> str:
    """The same for the application of this number; gives its reference. Raises DecidedAlready."""
    row = session.get(ApplicationRow, number)
    if row is not None:
        _in_turn(session, row.feed)
        session.refresh(row)
    if row is None or row.quarantine is None:
        raise DecidedAlready("This record is not held back any more. Nothing was changed.")
    _release(session, row, today, clock())
    return row.reference


def _release(session: Session, row: ApplicationRow, today: date, now: datetime) -> None:
    row.quarantine, row.changed_at = None, now
    keys.release(session, row.id)
    change = released(application_from_row(row), today, is_baseline=row.is_baseline)
    changes.add_all(session, row.feed, [(row.id, change)], state="unmatched", now=now)


def _in_turn(session: Session, feed: str) -> FeedRow | None:
    """The feed's row, and the turn of those who record what feeds say."""
    row = feeds.locked_row(session, feed)
    locks.take(session, Lock.RECORDING)
    return row
