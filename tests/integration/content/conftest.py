"""A poller, a matcher and a composer over one real database, and what they make of a feed's pages."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from alerts.db.session import Database
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from tests.factories import IDENTITY, SITE, TIMETABLE
from tests.fakes import FakeFetcher, HandClock, Served, TinyGazetteer
from tests.integration.polling.told import poll


@dataclass(frozen=True)
class Line:
    """The whole way from a feed's pages to composed e-mails, under a clock that is moved by hand."""

    database: Database
    clock: HandClock
    poller: Poller

    def hear(self, *pages: Served) -> PollReport:
        return poll(self.poller, *pages)

    def match(self) -> int:
        """How many alerts the changes made that wait."""
        return match_changes(self.database, TIMETABLE, self.clock).alerts

    def compose(self) -> int:
        """How many e-mails the alerts made that are due."""
        return compose_due(self.database, SITE, IDENTITY, TIMETABLE, self.clock)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def line_of(database: Database, clock: HandClock) -> Callable[[object], Line]:
    """The way from whatever answers the requests."""

    def make(fetcher: object) -> Line:
        gazetteer = TinyGazetteer()
        poller = Poller(database, fetcher, gazetteer, TIMETABLE, clock, jitter=lambda: 0.5)  # type: ignore[arg-type]
        return Line(database, clock, poller)

    return make


@pytest.fixture
def line(line_of: Callable[[object], Line]) -> Line:
    return line_of(FakeFetcher())
