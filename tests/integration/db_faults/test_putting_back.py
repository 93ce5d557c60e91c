"""A copy made while the service runs, and put back: nobody is told again what they were told, or much too late."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alerts.db import alarms
from alerts.db.backup import back_up
from alerts.db.session import Database, DatabaseUnusable
from alerts.services.putting_back import Standing, standing_of
from tests.factories import (
    NOW,
)
from tests.integration.db_faults.mailing import Service
from tests.integration.db_faults.waiting import queue_for
from tests.rig.postgres import PostgresServer

pytestmark = pytest.mark.fault("D-09")

Restore = Callable[[], Database]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy"


@pytest.fixture
def restore(
    engine: str, copy: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Restore]:
    """Put the copy back, as the operator's handbook has it."""
    if engine == "sqlite":
        yield lambda: Database(f"sqlite:///{copy}")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    monkeypatch.setenv("PATH", f"{server.programs}:{os.environ['PATH']}")
    url = server.new_database(is_empty=True)

    def read_in() -> Database:
        program, plain = server.programs / "psql", url.replace("+psycopg", "")
        subprocess.run([program, "-q", "-v", "ON_ERROR_STOP=1", "-f", copy, plain], check=True)
        return Database(url)

    yield read_in
    server.drop(url)


def test_a_copy_sends_nothing_that_was_sent_before_it_was_made_and_waits_with_the_rest(
    service: Service, restore: Restore, copy: Path
) -> None:
    back_up(service.database, copy, NOW)
    service.send()
    back = Service(restore())
    back.notice(3)
    assert back.work() == []
    assert back.standing() == Standing(NOW, changes=1, alerts=0, emails=1)
    queue_for(back.database, "bob@example.com")
    assert [to for to in back.work() if to != "help@alerts.example"] == ["bob@example.com"]
    back.database.engine.dispose()


def test_what_is_discarded_is_told_never_and_what_comes_then_as_usual(
    service: Service, restore: Restore, copy: Path
) -> None:
    back_up(service.database, copy, NOW)
    back = Service(restore())
    back.notice(3)
    assert back.decide("discard") == Standing(None, changes=0, alerts=0, emails=0)
    assert back.work() == []
    back.notice(4)
    assert back.work() == ["alice@example.com"]
    back.database.engine.dispose()


def test_what_is_released_is_told_all(service: Service, restore: Restore, copy: Path) -> None:
    back_up(service.database, copy, NOW)
    back = Service(restore())
    back.notice(3)
    assert back.decide("release") == Standing(None, changes=1, alerts=0, emails=1)
    assert back.work() == ["alice@example.com"] * 2
    back.database.engine.dispose()


def test_the_service_itself_goes_on_while_and_after_it_is_copied(
    service: Service, restore: Restore, copy: Path
) -> None:
    with service.database.reading() as session:
        standing_of(session)
        back_up(service.database, copy, NOW)
    assert service.standing().made_at is None
    assert service.work() == ["alice@example.com"]


def test_a_copy_made_by_other_means_waits_at_the_operators_word(service: Service) -> None:
    assert service.decide("hold").made_at == NOW
    service.notice(3)
    assert service.work() == []


def test_the_operator_hears_of_it_once(service: Service) -> None:

    service.decide("hold")
    for _ in range(2):
        service.work()
    with service.database.reading() as session:
        (alarm,) = alarms.open_of(session, "database")
    assert alarm.words.startswith("The database is a copy of 10 June 2026, 11:00 UTC that was put back.")
    service.decide("release")
    with service.database.reading() as session:
        assert alarms.open_of(session, "database") == []


def test_a_copy_takes_the_place_of_no_file(service: Service, restore: Restore, copy: Path) -> None:
    copy.write_text("a letter")
    with pytest.raises(DatabaseUnusable, match="is there already: name another file"):
        back_up(service.database, copy, NOW)
    assert copy.read_text() == "a letter"
    assert [file.name for file in copy.parent.iterdir() if "half" in file.name] == []


@pytest.mark.only_on("postgresql")
def test_without_pg_dump_it_is_said_what_to_do(
    service: Service, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DatabaseUnusable, match="pg_dump is not there: install PostgreSQL's client"):
        back_up(service.database, copy, NOW)
