"""Somebody at the desk where people subscribe, change their minds and leave."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriptionRow
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import WatchArea
from alerts.services.subscribing import Desk, request_subscription
from tests.factories import IDENTITY, SITE, TIMETABLE, around_nw5
from tests.fakes import HandClock

Ask = Callable[..., None]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(clock: HandClock) -> Callable[[], Desk]:
    return lambda: Desk(SITE, IDENTITY, TIMETABLE, clock())


@pytest.fixture
def ask(database: Database, desk: Callable[[], Desk]) -> Ask:
    """Somebody fills in the form."""

    def send(email: str, watch: WatchArea | None = None, wishes: Wishes | None = None) -> None:
        with database.writing() as session:
            request_subscription(session, desk(), email, watch or around_nw5(), wishes or Wishes())

    return send


def rows(database: Database) -> list[SubscriptionRow]:
    with database.reading() as session:
        return list(session.scalars(select(SubscriptionRow).order_by(SubscriptionRow.id)))


def outbox(database: Database) -> list[EmailRow]:
    with database.reading() as session:
        return list(session.scalars(select(EmailRow).order_by(EmailRow.composed_at, EmailRow.id)))
