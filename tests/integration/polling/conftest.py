"""A poller over fakes of the network and the gazetteer, and a real database."""

from collections.abc import Callable
from typing import Any

import pytest

from alerts.db.session import Database
from scheduler.poller import Poller
from tests.factories import TIMETABLE
from tests.fakes import FakeFetcher, HandClock, TinyGazetteer


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def poller_with(database: Database, clock: HandClock) -> Callable[..., Poller]:
    """A poller with whatever differs from the usual."""

    def make(fetcher: FakeFetcher | None = None, **changed: Any) -> Poller:
        gazetteer = changed.pop("gazetteer", TinyGazetteer())
        changed.setdefault("jitter", lambda: 0.5)
        return Poller(database, fetcher or FakeFetcher(), gazetteer, TIMETABLE, clock, **changed)

    return make


@pytest.fixture
def poller(poller_with: Callable[..., Poller]) -> Poller:
    return poller_with()
