"""What an operator does to a feed beside what it holds: pauses it, has it polled now, sees its alarms."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import alarms, feeds
from alerts.db.tables import FeedRow
from alerts.db.waking import Work, wake
from alerts.domain.errors import DecidedAlready, NotFound

HALVED = "halved"
"""The alarm of a feed that was refused because it held less than half of what it held before."""


def pause(session: Session, name: str, now: datetime) -> None:
    """Poll a feed no more until it is resumed, whatever is restarted meanwhile. Raises NotFound, DecidedAlready."""
    row = _feed(session, name)
    if row.paused_at is not None:
        raise DecidedAlready(f"{name} is paused already. Nothing was changed.")
    row.paused_at = now


def resume(session: Session, name: str, now: datetime) -> None:
    """Poll a feed again, at once. Raises NotFound, DecidedAlready."""
    row = _feed(session, name)
    if row.paused_at is None:
        raise DecidedAlready(f"{name} is not paused. Nothing was changed.")
    row.paused_at = None
    _make_due(session, row, now)


def poll_now(session: Session, name: str, now: datetime) -> None:
    """Have a feed polled as soon as the scheduler looks. Raises NotFound, DecidedAlready."""
    row = _feed(session, name)
    if not row.is_enabled:
        raise DecidedAlready(f"{name} is not in use: its configuration says so. Nothing was changed.")
    if row.paused_at is not None:
        raise DecidedAlready(f"{name} is paused: resume it first. Nothing was changed.")
    if row.poll_until is not None and row.poll_until > now:
        raise DecidedAlready(f"{name} is being polled at this moment. Nothing was changed.")
    _make_due(session, row, now)


def take_size(session: Session, name: str, now: datetime) -> None:
    """Take a feed that suddenly sends less than half of what it sent before at the size that it has by now, from the
    next poll on. Raises NotFound, DecidedAlready.
    """
    row = _feed(session, name)
    if row.last_total is None or HALVED not in {alarm.kind for alarm in alarms.open_of(session, name)}:
        raise DecidedAlready(f"{name} is not refused for its size any more. Nothing was changed.")
    row.last_total = None
    _make_due(session, row, now)


def acknowledge(session: Session, number: int, now: datetime) -> str:
    """Note that somebody has seen an alarm, which stays open until it is over; gives its feed. Raises NotFound,
    DecidedAlready.
    """
    row = alarms.locked(session, number)
    if row is None:
        raise NotFound("There is no such alarm.")
    if row.acknowledged_at is not None or row.cleared_at is not None:
        raise DecidedAlready("This alarm has been seen already, or is over. Nothing was changed.")
    row.acknowledged_at = now
    return row.feed


def _make_due(session: Session, row: FeedRow, now: datetime) -> None:
    row.next_poll_at = now
    wake(session, Work.POLL, row.name)


def _feed(session: Session, name: str) -> FeedRow:
    row = feeds.locked_row(session, name)
    if row is None:
        raise NotFound(f"There is no feed {name}.")
    return row
