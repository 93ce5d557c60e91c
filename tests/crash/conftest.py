"""Both databases for the kill rig, under names of their own."""

from collections.abc import Iterator

import pytest

from tests.rig.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server that keeps what it was told through a power cut, as one in service does."""
    with PostgresServer(durable=True) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """An empty database; None stands for a SQLite file in the test's own folder."""
    if request.param == "sqlite":
        return None
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database(is_empty=True)
