"""Changes turned into alerts, on a real database."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from alerts.db.session import Database
from alerts.services.alerting import MatchReport, match_changes
from tests.factories import TIMETABLE
from tests.fakes import HandClock


@pytest.fixture
def database(database: Database) -> Database:
    """The database, whose thousands of small transactions need not wait for the disk here."""
    if database.engine.dialect.name != "sqlite":
        return database
    database.engine.dispose()

    @event.listens_for(database.engine, "connect")
    def _without_sync(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return database


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def match(database: Database, clock: HandClock) -> Callable[[], MatchReport]:
    return lambda: match_changes(database, TIMETABLE, clock)
