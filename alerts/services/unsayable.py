"""Alerts that cannot be put into words: found among the others, tried five times, then set aside for the operator."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from alerts.db import alarms, ledger
from alerts.db.ledger import WaitingAlert
from alerts.db.session import Database
from alerts.domain.wording import council_name

WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""How long after each failed try the next one comes: what is mended within a morning costs nobody an alert."""
MOST_TRIES = len(WAITS) + 1
PART = "mail"
"""The part of the service that the operator's alarm names."""
UNSAYABLE = "unsayable"

Words = TypeVar("Words")
Say = Callable[[Sequence[WaitingAlert]], Words]
"""Puts alerts into words, or raises."""


def sound_ones(waiting: Sequence[WaitingAlert], say: Say[object]) -> list[WaitingAlert]:
    """The alerts without those of the applications that `say` cannot tell of, found by halving."""
    return [each for group in _sound(_by_application(waiting), say) for each in group]


def is_of_everything(waiting: Sequence[WaitingAlert], sound: Sequence[WaitingAlert]) -> bool:
    """Whether none of several applications can be told of: no application is the trouble, so none is to be blamed."""
    return not sound and len(_by_application(waiting)) > 1


def as_many_as_can_be_said(
    sound: Sequence[WaitingAlert], say: Say[Words]
) -> tuple[Words | None, Sequence[WaitingAlert]]:
    """The words for all, or for the first half where all at once cannot be said, with the alerts that they tell."""
    groups = _by_application(sound)
    while groups:
        told = [each for group in groups for each in group]
        try:
            return say(told), told
        except SQLAlchemyError:
            raise
        except Exception:  # noqa: BLE001 (its words are logged where all were tried together)
            groups = groups[: len(groups) // 2]
    return None, ()


def count_try(
    session: Session,
    waiting: Sequence[WaitingAlert],
    sound: Sequence[WaitingAlert],
    why: str,
    now: datetime,
) -> None:
    """Count one more try of those that are not sound, let a while pass before the next, and tell the operator of the
    first.
    """
    is_sound = {each.alert.id for each in sound}
    spoilt = [each for each in waiting if each.alert.id not in is_sound]
    ledger.count_try(session, spoilt, [now + wait for wait in WAITS], why)
    for each in spoilt[:1]:
        application = each.application
        words = (
            f"{application.reference} of {council_name(application.authority)} cannot be put into an e-mail ({why}). "
            f"What else people are to be told goes out. After {MOST_TRIES} tries such alerts are set aside; "
            "once the cause is mended, `planning-alerts send --again` lets them be tried again."
        )
        alarms.raise_once(session, PART, UNSAYABLE, words, now)


def clear_if_over(database: Database, now: datetime) -> None:
    """End the operator's alarm once nothing waits after a failed try."""
    with database.reading() as session:
        is_raised = any(alarm.kind == UNSAYABLE for alarm in alarms.open_of(session, PART))
        is_over = is_raised and not ledger.has_failed_alerts(session)
    if is_over:
        with database.writing() as session:
            alarms.clear(session, PART, [UNSAYABLE], now)


def _by_application(waiting: Sequence[WaitingAlert]) -> list[list[WaitingAlert]]:
    groups: dict[int, list[WaitingAlert]] = {}
    for each in waiting:
        groups.setdefault(each.application.id, []).append(each)
    return list(groups.values())


def _sound(groups: list[list[WaitingAlert]], say: Say[object]) -> list[list[WaitingAlert]]:
    try:
        say([each for group in groups for each in group])
        return groups
    except SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001 (its words are logged where all were tried together)
        if len(groups) <= 1:
            return []
        middle = len(groups) // 2
        return _sound(groups[:middle], say) + _sound(groups[middle:], say)
