"""How many people watch what; who asks leaves out the numbers so small that somebody is recognised in them.

Each looks once at all that is confirmed, and the database counts: no list of people leaves it.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from alerts.db.tables import SubscriberRow, SubscriptionRow, WatchAreaRow

_IS_CONFIRMED = SubscriptionRow.state == "confirmed"
_PEOPLE = func.count(SubscriptionRow.subscriber_id.distinct())


def people_by_kind(session: Session) -> dict[str, int]:
    """People by the kinds of their confirmed areas."""
    return _counted(session, _with_areas(WatchAreaRow.kind))


def people_by_frequency(session: Session) -> dict[str, int]:
    frequency = SubscriptionRow.frequency
    return _counted(session, select(frequency, _PEOPLE).where(_IS_CONFIRMED).group_by(frequency))


def people_by_language(session: Session) -> dict[str, int]:
    """Those who watch anything; each has one language."""
    language = SubscriberRow.language
    watching = SubscriberRow.id.in_(select(SubscriptionRow.subscriber_id).where(_IS_CONFIRMED))
    return _counted(session, select(language, func.count()).where(watching).group_by(language))


def people_by_authority(session: Session) -> dict[str, int]:
    """People who watch some part of each council's area, each once."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    each = func.json_array_elements_text if is_postgresql else func.json_each
    code = each(WatchAreaRow.authorities).table_valued("value", joins_implicitly=True).c.value
    return _counted(session, _with_areas(code))


def _with_areas(what: InstrumentedAttribute[Any] | ColumnElement[Any]) -> Select[Any, int]:
    return (
        select(what, _PEOPLE)
        .select_from(SubscriptionRow)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(_IS_CONFIRMED)
        .group_by(what)
    )


def _counted(session: Session, counted: Select[Any, int]) -> dict[str, int]:
    return {str(name): int(count) for name, count in session.execute(counted)}
