"""A database that is lost, and a copy put into its place: looked at first, telling nobody again, on either engine."""

import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from alerts.db import schema, upkeep
from alerts.db.backup import back_up
from alerts.db.put_back import PutBack, put_back
from alerts.db.schema import Fit
from alerts.db.session import Database, DatabaseUnusable
from alerts.services.putting_back import Standing
from tests.factories import NOW
from tests.integration.db_faults.mailing import Service
from tests.rig.postgres import PostgresServer

pytestmark = pytest.mark.fault("D-09")

LATER = NOW + timedelta(hours=9)


@pytest.fixture(autouse=True)
def programs(engine: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs where they are looked for."""
    if engine != "sqlite":
        server: PostgresServer = request.getfixturevalue("postgres")
        monkeypatch.setenv("PATH", f"{server.programs}:{os.environ['PATH']}")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy"


def stopped(database: Database) -> Database:
    """The same database as a command finds it once the service has ended."""
    database.engine.dispose()
    return Database(database.url)


def lose(database: Database) -> Database:
    """The disk is gone, or the server with all that it held."""
    database.engine.dispose()
    if file := schema.sqlite_file(database):
        for each in file.parent.glob(f"{file.name}*"):
            each.unlink()
    else:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    return stopped(database)


def test_after_the_loss_of_the_database_nothing_is_told_twice_and_the_rest_waits_for_a_word(
    service: Service, copy: Path
) -> None:
    back_up(service.database, copy, NOW)
    service.send()  # the copy knows nothing of this one
    lost = lose(service.database)
    assert put_back(lost, copy, LATER, replaces=False) == PutBack(NOW, None)
    back = Service(lost)
    assert schema.check_current(lost) is Fit.CURRENT
    assert schema.differences(lost) == []
    back.notice(3)
    assert back.work() == []
    assert back.standing() == Standing(NOW, changes=1, alerts=0, emails=1)
    back.decide("release")
    assert back.work() == ["alice@example.com"] * 2
    lost.engine.dispose()


def test_a_database_that_is_there_is_left_alone_unless_it_is_given_up(service: Service, copy: Path) -> None:
    back_up(service.database, copy, NOW)
    service.notice(3)
    there = stopped(service.database)
    with pytest.raises(DatabaseUnusable, match="--replace puts the copy into its place"):
        put_back(there, copy, LATER, replaces=False)
    assert Service(there).standing() == Standing(None, changes=1, alerts=0, emails=1)
    there = stopped(there)
    done = put_back(there, copy, LATER, replaces=True)
    assert Service(there).standing() == Standing(NOW, changes=0, alerts=0, emails=1)
    if done.former is not None:
        former = Service(Database(f"sqlite:///{done.former}"))
        assert former.standing() == Standing(None, changes=1, alerts=0, emails=1)
        assert Path(there.url.removeprefix("sqlite:///")).stat().st_mode & 0o077 == 0
    there.engine.dispose()


def test_a_database_that_somebody_uses_is_not_replaced(service: Service, copy: Path) -> None:
    back_up(service.database, copy, NOW)
    there = stopped(service.database)
    with service.database.reading() as session:
        session.execute(text("SELECT 1 FROM email"))
    with pytest.raises(DatabaseUnusable, match="stop the service first"):
        put_back(there, copy, LATER, replaces=True)
    assert Service(there).standing() == Standing(None, changes=0, alerts=0, emails=1)
    there.engine.dispose()


def test_a_copy_that_ends_too_soon_changes_nothing(service: Service, copy: Path) -> None:
    back_up(service.database, copy, NOW)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) * 2 // 3])
    there = stopped(service.database)
    with pytest.raises(DatabaseUnusable, match="take another copy"):
        put_back(there, copy, LATER, replaces=True)
    assert Service(there).standing() == Standing(None, changes=0, alerts=0, emails=1)
    assert leftovers(copy) == []
    there.engine.dispose()


@pytest.mark.only_on("postgresql")
def test_a_copy_that_cannot_be_read_in_whole_changes_nothing(service: Service, copy: Path) -> None:
    back_up(service.database, copy, NOW)
    copy.write_text(copy.read_text().replace("COPY public.email (", "COPY public.letter (", 1))
    there = stopped(service.database)
    with pytest.raises(DatabaseUnusable, match=r"the copy cannot be put back: .*public\.letter"):
        put_back(there, copy, LATER, replaces=True)
    assert Service(there).standing() == Standing(None, changes=0, alerts=0, emails=1)
    there.engine.dispose()


@pytest.mark.only_on("sqlite")
def test_a_damaged_database_is_replaced_and_kept_as_it_was(service: Service, copy: Path) -> None:
    back_up(service.database, copy, NOW)
    there = stopped(service.database)
    file = schema.sqlite_file(there)
    assert file is not None
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 50_000)
    done = put_back(there, copy, LATER, replaces=True)
    assert done.former is not None
    assert done.former.read_bytes()[-50_000:] == b"\xff" * 50_000
    assert Service(there).standing().made_at == NOW
    there.engine.dispose()


@pytest.mark.only_on("sqlite")
def test_a_copy_made_by_other_means_waits_as_well(service: Service, copy: Path) -> None:
    file = schema.sqlite_file(service.database)
    assert file is not None
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    lost = lose(service.database)
    assert put_back(lost, copy, LATER, replaces=False).made_at == LATER
    assert Service(lost).work() == []
    lost.engine.dispose()


def test_a_copy_of_an_older_version_is_brought_up_to_date(empty_url: str, copy: Path) -> None:
    old = Database(empty_url)
    schema.upgrade(old, "0010")
    if schema.sqlite_file(old) is None:
        plain = make_url(empty_url).set(drivername="postgresql").render_as_string()
        subprocess.run(["pg_dump", "--no-owner", f"--file={copy}", plain], check=True)
    else:
        with old.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA user_version")
            connection.rollback()
            driver = connection.connection.dbapi_connection
            driver.execute("VACUUM INTO ?", (str(copy),))
    lost = lose(old)
    assert put_back(lost, copy, LATER, replaces=False).made_at == LATER
    assert schema.check_current(lost) is Fit.CURRENT
    lost.engine.dispose()


def test_a_copy_of_a_newer_version_is_refused(service: Service, copy: Path) -> None:
    with service.database.engine.begin() as connection:
        ours = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    back_up(service.database, copy, NOW)
    with service.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": ours})
    there = stopped(service.database)
    with pytest.raises(DatabaseUnusable, match=r"that of a newer version of this program \(schema 9999"):
        put_back(there, copy, LATER, replaces=True)
    assert Service(there).standing() == Standing(None, changes=0, alerts=0, emails=1)
    there.engine.dispose()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (b"Dear sir or madam", "is no copy of a database: where it is encrypted or packed, unpack it first"),
        (b"PGDMP\x01\x0e", "let pg_restore read it into an empty database"),
        (b"", "is no copy of a database"),
    ],
)
def test_what_is_no_copy_is_refused(database: Database, copy: Path, words: bytes, said: str) -> None:
    copy.write_bytes(words)
    with pytest.raises(DatabaseUnusable, match=said):
        put_back(database, copy, LATER, replaces=True)


def test_a_copy_of_the_other_engine_is_refused(database: Database, engine: str, copy: Path) -> None:
    is_sqlite = engine == "sqlite"
    copy.write_bytes(b"--\n-- PostgreSQL database dump\n--\n" if is_sqlite else b"SQLite format 3\0")
    with pytest.raises(DatabaseUnusable, match="is none of these"):
        put_back(database, copy, LATER, replaces=True)


def test_a_database_of_something_else_is_refused(database: Database, engine: str, copy: Path) -> None:
    if engine == "sqlite":
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("CREATE TABLE letter (words TEXT)")
    else:
        copy.write_bytes(b"--\n-- PostgreSQL database dump\n--\n\n-- PostgreSQL database dump complete\n")
    with pytest.raises(DatabaseUnusable, match="is a database, but not one of this service"):
        put_back(stopped(database), copy, LATER, replaces=True)


@pytest.mark.only_on("postgresql")
def test_without_psql_it_is_said_what_to_do(
    database: Database, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(database, copy, NOW)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DatabaseUnusable, match="psql is not there: install PostgreSQL's client"):
        put_back(stopped(database), copy, LATER, replaces=True)


def test_the_database_knows_when_it_was_last_copied(service: Service, copy: Path) -> None:
    with service.database.reading() as session:
        assert upkeep.copied_at(session) is None
    back_up(service.database, copy, NOW)
    with service.database.reading() as session:
        assert upkeep.copied_at(session) == NOW


def leftovers(beside: Path) -> list[str]:
    return [file.name for file in beside.parent.iterdir() if "half" in file.name]
