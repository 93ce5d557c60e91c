"""A database of its own for every test that asks for one; the conformance suite asks for one of either engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.db.session import Database
from tests.factories import a_database, with_feeds
from tests.rig.postgres import PostgresServer

ENGINES = ("sqlite", "postgresql")
CONFORMANCE = (
    "store",
    "alerting",
    "sending",
    "pushing",
    "publishing",
    "people",
    "polling",
    "content",
    "race",
    "suppression",
    "returned",
    "db_faults",
)
"""What must hold word for word on both engines: every test here that asks for `database` runs on each."""

FEEDS = ("camden", "london")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" not in metafunc.fixturenames:
        return
    metafunc.parametrize("engine", _engines_for(metafunc.definition))


def _engines_for(test: pytest.Item) -> tuple[str, ...]:
    marked = test.get_closest_marker("only_on")
    if marked is not None:
        return marked.args
    is_of_the_suite = test.path.relative_to(Path(__file__).parent).parts[0] in CONFORMANCE
    return ENGINES if is_of_the_suite else ENGINES[:1]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server of this process's tests, started when the first of them asks."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    if engine == "sqlite":
        made = a_database(tmp_path, FEEDS)
        yield made
        made.engine.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database()
    made = with_feeds(Database(url), FEEDS)
    yield made
    made.engine.dispose()
    server.give_back(url)


@pytest.fixture
def empty_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that is not there yet, or empty."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'fresh.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    made = server.new_database(is_empty=True)
    yield made
    server.drop(made)
