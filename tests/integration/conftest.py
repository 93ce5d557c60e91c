"""A database of its own for every test that asks for one; the conformance suite asks for one of either engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.db.session import Database
from scheduler.queue import JobDoor
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
WITH_JOBS = ("race", "db_faults")
"""What must hold as well where each write also puts jobs in for workers: every such test runs on those, too."""
DISTRIBUTED = "postgresql with jobs"

FEEDS = ("camden", "london")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" not in metafunc.fixturenames:
        return
    engines = _engines_for(metafunc.definition)
    if _suite_of(metafunc.definition) in WITH_JOBS and {"database", "postgresql"} <= {
        *metafunc.fixturenames,
        *engines,
    }:
        engines = (*engines, DISTRIBUTED)
    metafunc.parametrize("engine", engines)


def _engines_for(test: pytest.Item) -> tuple[str, ...]:
    marked = test.get_closest_marker("only_on")
    if marked is not None:
        return marked.args
    return ENGINES if _suite_of(test) in CONFORMANCE else ENGINES[:1]


def _suite_of(test: pytest.Item) -> str:
    return test.path.relative_to(Path(__file__).parent).parts[0]


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
    door = JobDoor() if engine == DISTRIBUTED else None
    made = with_feeds(Database(url, door=door), FEEDS)
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
