"""Closes a person's digests: what of their due alerts goes out now, what waits for another day, what is over.

A daily or weekly subscription has one digest a London day; a paused one has none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import digests, ledger
from alerts.db.ledger import WaitingAlert
from alerts.db.mapping import application_from_row, subscription_from_row
from alerts.db.tables import SubscriptionRow
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import reminder_holds
from alerts.domain.timetable import Timetable


class Sorted(NamedTuple):
    """Alerts that are due, by what becomes of them: they go, are true no more, or wait until another moment."""

    going: list[WaitingAlert]
    over: list[WaitingAlert]
    later: list[tuple[datetime, list[WaitingAlert]]]


def due_now(
    session: Session, waiting: Sequence[WaitingAlert], timetable: Timetable, now: datetime
) -> list[WaitingAlert]:
    """The alerts to tell now, of one person or of many. Reminders that are true no more are dropped; what a pause or
    today's digest stands against waits for its subscription's next moment.
    """
    found = sorted_at(session, waiting, timetable, now)
    ledger.drop(session, found.over)
    for waits_until, alerts in found.later:
        ledger.postpone(session, alerts, waits_until)
    return found.going


def sorted_at(
    session: Session, waiting: Sequence[WaitingAlert], timetable: Timetable, now: datetime
) -> Sorted:
    """The same decided and not done: reads only."""
    today = timetable.today(now)
    over = [each for each in waiting if not _is_true(each, timetable, now)]
    dropped = {each.alert.id for each in over}
    had_theirs = digests.had_on(session, sorted({each.subscription.id for each in waiting}), today)
    found = Sorted([], over, [])
    for row, alerts in by_subscription(waiting).items():
        true = [each for each in alerts if each.alert.id not in dropped]
        waits_until = _waits_until(row, row.id in had_theirs, timetable, now)
        if waits_until is None:
            found.going.extend(true)
        else:
            found.later.append((waits_until, true))
    found.going.sort(key=lambda each: each.alert.id)
    return found


def close(
    session: Session, told: Sequence[tuple[str, Sequence[WaitingAlert]]], timetable: Timetable, now: datetime
) -> None:
    """Mark alerts as told, each by the e-mail that stands before them, and their subscriptions as having had their
    digest of the day.
    """
    ledger.attach(session, told)
    had = []
    for email_id, alerts in told:
        for row in by_subscription(alerts):
            day = timetable.digest_date(subscription_from_row(row).wishes, now)
            if day is not None:
                had.append((row.id, day, email_id))
    digests.add_all(session, had)


def by_subscription(waiting: Sequence[WaitingAlert]) -> dict[SubscriptionRow, list[WaitingAlert]]:
    found: dict[SubscriptionRow, list[WaitingAlert]] = {}
    for each in waiting:
        found.setdefault(each.subscription, []).append(each)
    return found


def _is_true(waiting: WaitingAlert, timetable: Timetable, now: datetime) -> bool:
    if waiting.change.kind != ChangeKind.DEADLINE_NEAR:
        return True
    application = application_from_row(waiting.application)
    return reminder_holds(application, waiting.change.deadline, timetable.today(now))


def _waits_until(
    row: SubscriptionRow, has_had_its_digest: bool, timetable: Timetable, now: datetime
) -> datetime | None:
    """When a subscription's next moment comes; None where that is now."""
    subscription, today = subscription_from_row(row), timetable.today(now)
    if subscription.is_paused(today):
        return timetable.due_at(subscription.wishes, now, subscription.paused_until)
    if has_had_its_digest and timetable.digest_date(subscription.wishes, now) is not None:
        return timetable.due_at(subscription.wishes, now, today + timedelta(days=1))
    return None
