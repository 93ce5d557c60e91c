"""How many people watch what; who asks leaves out the numbers so small that somebody is recognised in them."""

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from alerts.db.tables import SubscriberRow, SubscriptionRow, WatchAreaRow

_IS_CONFIRMED = SubscriptionRow.state == "confirmed"


def people_by_kind(session: Session) -> dict[str, int]:
    """People by the kinds of their confirmed areas."""
    return _people_by(session, WatchAreaRow.kind)


def people_by_frequency(session: Session) -> dict[str, int]:
    return _people_by(session, SubscriptionRow.frequency)


def people_by_language(session: Session) -> dict[str, int]:
    return _people_by(session, SubscriberRow.language)


def people_by_authority(session: Session) -> dict[str, int]:
    """People who watch some part of each council's area, each once."""
    found = session.execute(
        select(SubscriptionRow.subscriber_id, WatchAreaRow.authorities)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(_IS_CONFIRMED)
    )
    pairs = {(person, code) for person, codes in found for code in codes}
    return dict(Counter(code for _person, code in pairs))


def _people_by(session: Session, what: InstrumentedAttribute[Any] | ColumnElement[Any]) -> dict[str, int]:
    people = func.count(SubscriptionRow.subscriber_id.distinct())
    found = session.execute(
        select(what, people)
        .select_from(SubscriptionRow)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .join(SubscriberRow, SubscriptionRow.subscriber_id == SubscriberRow.id)
        .where(_IS_CONFIRMED)
        .group_by(what)
    )
    return {str(name): int(count) for name, count in found}
