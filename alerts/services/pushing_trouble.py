"""Lets the operator know, once, of a receiver that takes nothing for days or asks to be told no more."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import alarms, log_followers
from alerts.db.tables import LogFollowerRow
from alerts.domain.parts import Part
from alerts.domain.pushing import OPERATOR_TOLD_AFTER

_FAILING, _GONE = "failing", "gone"


def raise_alarms(session: Session, name: str, now: datetime) -> None:
    """Raise what is wrong with a receiver as its row now says, and clear what is over."""
    row = log_followers.by_name(session, name)
    found = _trouble(row, now) if row is not None else None
    if row is not None and found is not None:
        alarms.raise_once(session, Part.WEBHOOKS, _kind(found, name), _words(row, found), now)
    over = [_kind(each, name) for each in (_FAILING, _GONE) if each != found]
    alarms.clear(session, Part.WEBHOOKS, over, now)


def _trouble(row: LogFollowerRow, now: datetime) -> str | None:
    if row.stopped_at is not None:
        return _GONE
    is_long = row.failing_since is not None and now - row.failing_since >= OPERATOR_TOLD_AFTER
    return _FAILING if is_long else None


def _words(row: LogFollowerRow, trouble: str) -> str:
    if trouble == _GONE:
        return (
            f"{row.name} answered that it is gone for good (410). It is told nothing until you say so:"
            f" planning-alerts webhooks resume {row.name}."
        )
    return (
        f"{row.name} has taken nothing for two days; {row.failures:,} requests failed, the last with:"
        f" {row.last_error}. It is tried again every few hours, and nothing is lost meanwhile."
        " See planning-alerts webhooks list."
    )


def _kind(trouble: str, name: str) -> str:
    return f"{trouble} {name}"
