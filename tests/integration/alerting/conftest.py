"""Changes turned into alerts, on a real database."""

from collections.abc import Callable

import pytest

from alerts.db.session import Database
from alerts.services.alerting import MatchReport, match_changes
from tests.factories import TIMETABLE
from tests.fakes import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def match(database: Database, clock: HandClock) -> Callable[[], MatchReport]:
    return lambda: match_changes(database, TIMETABLE, clock)
