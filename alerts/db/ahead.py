"""What waits in the ledger for a time to come: counted without a lock and without a word of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, text
from sqlalchemy.orm import Session

from alerts.db.ledger import is_muted
from alerts.db.reminders import is_open
from alerts.db.tables import UNTOLD, AlertRow, ApplicationRow, ChangeRow, SubscriptionRow
from alerts.domain.change import ChangeKind

LEAST_WATCHERS = 5
"""Where fewer people are told of an application, how many they are says something of one of them."""


class Moment(NamedTuple):
    """A time at which e-mails go out: how many people get one, and how many alerts these tell. What is due already
    counts for the moment of asking.
    """

    at: datetime
    people: int
    alerts: int


class Told(NamedTuple):
    """An application with how many people are to be told of it."""

    authority: str
    reference: str
    description: str | None
    people: int


def moments(session: Session, now: datetime, until: datetime) -> list[Moment]:
    """Every time at which something is due, in order."""
    at = case((AlertRow.due_at <= now, literal(now, AlertRow.due_at.type)), else_=AlertRow.due_at)
    people = func.count(SubscriptionRow.subscriber_id.distinct())
    counted = _waiting(select(at, people, func.count(AlertRow.id)), until).group_by(at).order_by(at)
    return [Moment(*row) for row in session.execute(counted)]


def frequencies(session: Session, until: datetime) -> dict[str, int]:
    """The alerts that wait, by how often their people want to hear."""
    counted = select(SubscriptionRow.frequency, func.count(AlertRow.id))
    found = _waiting(counted, until).group_by(SubscriptionRow.frequency).order_by(SubscriptionRow.frequency)
    return {str(frequency): int(count) for frequency, count in session.execute(found)}


def largest(session: Session, until: datetime, most: int = 5) -> list[int]:
    """How many alerts the people have who have most, whoever they are."""
    alerts = func.count(AlertRow.id)
    counted = _waiting(select(alerts), until).group_by(SubscriptionRow.subscriber_id)
    return list(session.scalars(counted.order_by(alerts.desc()).limit(most)))


def most_told(session: Session, until: datetime, most: int = 10) -> Sequence[Told]:
    """The applications that most people are to be told of."""
    people = func.count(SubscriptionRow.subscriber_id.distinct())
    counted = (
        _waiting(select(ChangeRow.application_id, people), until)
        .group_by(ChangeRow.application_id)
        .having(people >= LEAST_WATCHERS)
        .order_by(people.desc(), ChangeRow.application_id)
        .limit(most)
    )
    found = {int(application): int(told) for application, told in session.execute(counted)}
    rows = session.scalars(select(ApplicationRow).where(ApplicationRow.id.in_(found)))
    by_id = {row.id: row for row in rows}
    return [
        Told(row.authority, row.reference, row.description, count)
        for application, count in found.items()
        if (row := by_id.get(application)) is not None
    ]


def people_told(session: Session, until: datetime, most: int) -> list[int]:
    """Some people who are to be told of something, by their ids."""
    found = _waiting(select(SubscriptionRow.subscriber_id), until).distinct().limit(most)
    return list(session.scalars(found))


def _waiting(of: Select[*tuple[Any, ...]], until: datetime) -> Select[*tuple[Any, ...]]:
    return (
        of.select_from(AlertRow)
        .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
        .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
        .where(_is_waiting(until), ~is_muted(), ~_is_true_no_more(until))
    )


def _is_waiting(until: datetime) -> ColumnElement[bool]:
    return and_(text(UNTOLD), AlertRow.due_at <= until, SubscriptionRow.state == "confirmed")


def _is_true_no_more(until: datetime) -> ColumnElement[bool]:
    """A reminder that will be dropped: its day has passed when it would go out, or it is known to be over or moved.
    `until` is of the last day that is looked at, by its own clock, or of the day before.
    """
    midnight, last = until.replace(hour=0, minute=0, second=0, microsecond=0), until.date()
    goes_on = case((AlertRow.due_at >= midnight, last), else_=last - timedelta(days=1))
    day = ApplicationRow.consultation_end_date
    holds = exists().where(
        ApplicationRow.id == ChangeRow.application_id,
        is_open(),
        day.is_(None) | (day == ChangeRow.deadline),
    )
    return and_(ChangeRow.kind == ChangeKind.DEADLINE_NEAR, (ChangeRow.deadline < goes_on) | ~holds)
