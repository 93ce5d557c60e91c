"""Who has alerts due: page after page in the order of their ids, whatever the size of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, literal, select, text
from sqlalchemy.orm import Session

from alerts.db.tables import UNTOLD, AlertRow, ChangeRow, MuteRow, SubscriberRow, SubscriptionRow
from alerts.domain.share import ALL, Share

FEW = 2_000
"""While no more alerts than these are due, the people are found by the alerts; otherwise one asks for each person."""
MOST_AT_ONCE = 100


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


def _of_few(session: Session, now: datetime, share: Share) -> list[int] | None:
    """All the people, where few alerts are due; None where there are more."""
    alerts = (
        select(SubscriptionRow.subscriber_id)
        .select_from(AlertRow)
        .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
        .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
        .where(_is_due(now), ~_is_muted())
        .limit(FEW + 1)
    )
    found = session.scalars(alerts).all()
    return sorted({each for each in found if share.has(each)}) if len(found) <= FEW else None


def _walked(now: datetime, after: int, most: int, share: Share) -> Select[int]:
    """The people behind `after`, each asked for by index whether anything is due: no list is made and sorted."""
    something = (
        select(literal(1))
        .select_from(SubscriptionRow)
        .join(AlertRow, AlertRow.subscription_id == SubscriptionRow.id)
        .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
        .where(SubscriptionRow.subscriber_id == SubscriberRow.id, _is_due(now), ~_is_muted())
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


def _is_muted() -> ColumnElement[bool]:
    return exists().where(
        MuteRow.subscriber_id == SubscriptionRow.subscriber_id,
        MuteRow.application_id == ChangeRow.application_id,
    )
