"""The installation's gazetteer, built where it is missing, and a demonstration feed on it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from geo.gazetteer import Gazetteer, default_path
from geo.gazetteer_build import build
from scheduler.demo.server import RunningFeed, start_demo_feed

HOME = (528_721.0, 185_525.0)
"""NW5 1TL."""


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    path = default_path()
    if not path.exists():
        build(path)
    return Gazetteer(path)


@pytest.fixture
def demo_feed(gazetteer: Gazetteer) -> Iterator[RunningFeed]:
    """A feed that somebody at NW5 1TL watches, at forty times its pace."""
    feed = start_demo_feed(
        gazetteer, clock=lambda: datetime.now(UTC), places_of_interest=lambda: [HOME], speed=40
    )
    yield feed
    feed.stop()
