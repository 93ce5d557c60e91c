"""Alerts that cannot be put into words: found among the others, tried five times, then set aside for the operator."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from alerts.db import alarms, ledger
from alerts.db.ledger import WaitingAlert
from alerts.db.session import Database
from alerts.domain.wording import council_name

MOST_TRIES = 5
PART = "mail"
"""The part of the service that the operator's alarm names."""
UNSAYABLE = "unsayable"


def sound_ones(
    waiting: Sequence[WaitingAlert], say: Callable[[Sequence[WaitingAlert]], object]
) -> list[WaitingAlert]:
    """The alerts without those of the applications that `say` cannot tell of, found by halving."""
    groups: dict[int, list[WaitingAlert]] = {}
    for each in waiting:
        groups.setdefault(each.application.id, []).append(each)
    return _sound(list(groups.values()), say)


def count_try(
    session: Session,
    waiting: Sequence[WaitingAlert],
    sound: Sequence[WaitingAlert],
    why: str,
    now: datetime,
) -> None:
    """Count one more try of those that are not sound, and tell the operator of the first."""
    is_sound = {each.alert.id for each in sound}
    spoilt = [each for each in waiting if each.alert.id not in is_sound]
    ledger.count_try(session, spoilt, MOST_TRIES, why)
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


def _sound(
    groups: list[list[WaitingAlert]], say: Callable[[Sequence[WaitingAlert]], object]
) -> list[WaitingAlert]:
    alerts = [each for group in groups for each in group]
    try:
        say(alerts)
        return alerts
    except SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001 (its words are logged where all were tried together)
        if len(groups) <= 1:
            return []
        middle = len(groups) // 2
        return _sound(groups[:middle], say) + _sound(groups[middle:], say)
