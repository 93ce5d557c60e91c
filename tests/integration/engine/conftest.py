"""A database with the engine's door, and workers that note what they are given."""

from collections.abc import Iterator

import pytest

from alerts.db.session import Database
from scheduler.queue import JobDoor
from tests.rig.postgres import PostgresServer


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    url = postgres.new_database()
    made = Database(url, door=JobDoor())
    yield made
    made.engine.dispose()
    postgres.give_back(url)
