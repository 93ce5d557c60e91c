"""Who has alerts due, and which: page after page of people by their ids, whatever the size of the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, literal, select, text
from sqlalchemy.orm import Session

from alerts.db.ledger import WaitingAlert, is_muted
from alerts.db.tables import (
    UNTOLD,
    AlertRow,
    ApplicationRow,
    ChangeRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.domain.share import ALL, Share

FEW = 2_000
"""While no more alerts than these are due, the people are found by the alerts; otherwise one asks for each person."""
MOST_AT_ONCE = 50
"""People of a page: what they are told is read together, and nobody else writes to SQLite while it is composed."""
_CHUNK = 500
_Numbered = TypeVar("_Numbered", ChangeRow, ApplicationRow, SubscriptionRow, WatchAreaRow)


@dataclass
class DuePeople:
    """The people of a share who have alerts due, a page at a time until nobody is left; then it begins anew.

    Between two pages nothing is held. Who comes to be due behind the last page is found the next time round.
    """

    share: Share = ALL
    _few: list[int] | None = None
    _after: int = 0
    _is_begun: bool = False
    _is_over: bool = False

    def page(self, session: Session, now: datetime, most: int = MOST_AT_ONCE) -> list[int]:
        """The next people, at most so many, in the order of their ids; none at the end."""
        found = [] if self._is_over else self._next(session, now, most)
        if found:
            self._after, self._is_over = found[-1], len(found) < most
        else:
            self._few, self._after, self._is_begun, self._is_over = None, 0, False, False
        return found

    def _next(self, session: Session, now: datetime, most: int) -> list[int]:
        if not self._is_begun:
            self._few, self._is_begun = _of_few(session, now, self.share), True
        if self._few is None:
            return list(session.scalars(_walked(now, self._after, most, self.share)))
        found, self._few = self._few[:most], self._few[most:]
        return found


def people(session: Session, now: datetime, share: Share = ALL) -> list[int]:
    """All of them at once, for who wants to know and not to work."""
    due, found = DuePeople(share), list[int]()
    while page := due.page(session, now):
        found += page
    return found


def is_any(session: Session, now: datetime) -> bool:
    """Whether anybody is to be told of anything at this moment: what they have muted since waits for nobody."""
    return session.scalar(_told_of().where(_is_due(now), ~is_muted()).limit(1)) is not None


def _told_of() -> Select[int]:
    """Whom each alert is for, with all that says whether it is due."""
    return (
        select(SubscriptionRow.subscriber_id)
        .select_from(AlertRow)
        .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
        .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
    )


def _of_few(session: Session, now: datetime, share: Share) -> list[int] | None:
    """All the people, where few alerts are due; None where there are more."""
    found = session.scalars(_told_of().where(_is_due(now), ~is_muted()).limit(FEW + 1)).all()
    return sorted({each for each in found if share.has(each)}) if len(found) <= FEW else None


def _walked(now: datetime, after: int, most: int, share: Share) -> Select[int]:
    """The people behind `after`, each asked for by index whether anything is due: no list is made and sorted."""
    something = (
        select(literal(1))
        .select_from(SubscriptionRow)
        .join(AlertRow, AlertRow.subscription_id == SubscriptionRow.id)
        .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
        .where(SubscriptionRow.subscriber_id == SubscriberRow.id, _is_due(now), ~is_muted())
        .limit(1)
        .correlate(SubscriberRow)
        .scalar_subquery()  # a condition that PostgreSQL never turns into a join of all with all
    )
    walked = select(SubscriberRow.id).where(SubscriberRow.id > after, something.is_not(None))
    if not share.is_all:
        walked = walked.where(SubscriberRow.id % share.of == share.number)
    return walked.order_by(SubscriberRow.id).limit(most)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(text(UNTOLD), AlertRow.due_at <= now, SubscriptionRow.state == "confirmed")


def alerts_of(session: Session, people: Sequence[int], now: datetime) -> list[WaitingAlert]:
    """All that these people are to be told at this moment, over all their areas, locked until composed; by its id."""
    return _with_rows(session, _alerts(people, now).with_for_update(skip_locked=True, of=AlertRow))


def look_at_alerts_of(session: Session, people: Sequence[int], now: datetime) -> list[WaitingAlert]:
    """The same, locking nothing and promising nothing: by the time they are composed they may be others."""
    return _with_rows(session, _alerts(people, now))


def _alerts(people: Sequence[int], now: datetime) -> Select[AlertRow, int]:
    return (
        select(AlertRow, ChangeRow.application_id)
        .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
        .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
        .where(SubscriptionRow.subscriber_id.in_(people), _is_due(now), ~is_muted())
        .order_by(AlertRow.id)
    )


def _with_rows(session: Session, due: Select[AlertRow, int]) -> list[WaitingAlert]:
    """Each row that many alerts share is read once."""
    found = session.execute(due).all()
    changes = _by_id(session, ChangeRow, (alert.change_id for alert, _ in found))
    applications = _by_id(session, ApplicationRow, (application for _, application in found))
    subscriptions = _by_id(session, SubscriptionRow, (alert.subscription_id for alert, _ in found))
    areas = _by_id(session, WatchAreaRow, (row.watch_area_id for row in subscriptions.values()))
    return [
        WaitingAlert(
            alert,
            changes[alert.change_id],
            applications[application],
            subscriptions[alert.subscription_id],
            areas[subscriptions[alert.subscription_id].watch_area_id],
        )
        for alert, application in found
    ]


def _by_id(session: Session, table: type[_Numbered], ids: Iterable[int]) -> dict[int, _Numbered]:
    wanted = sorted(set(ids))
    chunks = (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
    return {
        row.id: row for chunk in chunks for row in session.scalars(select(table).where(table.id.in_(chunk)))
    }
