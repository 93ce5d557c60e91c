"""A schema that a newer program has migrated, before and after it serves this one; and two that migrate at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError

from alerts.db import schema
from alerts.db.schema import Fit
from alerts.db.session import Database, DatabaseUnusable

REFUSED = (
    r"that of a newer version of this program \(schema 9999; this version knows \d{4}\): install that version"
)


def migrated_by_a_newer_program(database: Database, serves_from: str | None) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        if serves_from is None:
            connection.exec_driver_sql("DELETE FROM upkeep")
        else:
            connection.execute(text("UPDATE upkeep SET serves_from = :it"), {"it": serves_from})


def put_right(database: Database, head: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": head})


@pytest.fixture
def head(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def test_a_program_goes_on_while_a_newer_one_has_migrated_and_serves_it(
    database: Database, head: str
) -> None:
    migrated_by_a_newer_program(database, serves_from=head)
    assert schema.check_current(database) is Fit.AHEAD
    schema.upgrade(database)  # as when its container is started again: there is nothing to do
    assert schema.check_current(database) is Fit.AHEAD
    put_right(database, head)
    assert schema.check_current(database) is Fit.CURRENT


@pytest.mark.parametrize("serves_from", ["9998", None])
def test_a_program_that_is_no_longer_served_is_refused_and_changes_nothing(
    database: Database, head: str, serves_from: str | None
) -> None:
    schema.upgrade(database)
    migrated_by_a_newer_program(database, serves_from)
    for refused in (schema.check_current, schema.upgrade):
        with pytest.raises(DatabaseUnusable, match=REFUSED):
            refused(database)
    put_right(database, head)
    schema.upgrade(database)
    assert schema.check_current(database) is Fit.CURRENT


def test_of_two_that_migrate_at_once_the_second_waits_and_finds_it_done(empty_url: str) -> None:
    begun: list[str] = []
    both_came = threading.Barrier(2)

    def migrate(name: str) -> None:
        database = Database(empty_url)

        @event.listens_for(database.engine, "before_cursor_execute")
        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if "CREATE TABLE feed " in statement:
                begun.append(name)

        both_came.wait()
        schema.upgrade(database)
        assert schema.check_current(database) is Fit.CURRENT
        database.engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, ("first", "second")))
    assert len(begun) == 1


@pytest.mark.only_on("postgresql")
def test_a_migration_that_has_to_wait_for_a_table_lets_everybody_else_through_first(empty_url: str) -> None:
    """An ALTER TABLE behind a long read would keep all that come after it waiting, too."""
    database = Database(empty_url)
    schema.upgrade(database, "0009")
    paused: list[float] = []
    long_read = database.engine.connect()
    long_read.exec_driver_sql("SELECT count(*) FROM watch_area")

    def meanwhile(seconds: float) -> None:
        paused.append(seconds)
        with database.reading() as session:
            session.execute(text("SELECT count(*) FROM watch_area"))
        if len(paused) == 2:
            long_read.close()

    schema.upgrade(database, waits_s=0.05, pause=meanwhile)
    assert paused == [0.05, 0.05]
    assert schema.check_current(database) is Fit.CURRENT
    database.engine.dispose()


@pytest.mark.only_on("postgresql")
def test_a_migration_that_fails_otherwise_is_not_tried_again(empty_url: str) -> None:
    database = Database(empty_url)
    schema.upgrade(database, "0009")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE mute")

    def never(_seconds: float) -> None:
        raise AssertionError

    with pytest.raises(ProgrammingError, match="mute"):
        schema.upgrade(database, pause=never)
    database.engine.dispose()


def test_an_older_schema_is_still_refused(empty_url: str) -> None:
    database = Database(empty_url)
    schema.upgrade(database, "0010")
    with pytest.raises(DatabaseUnusable, match="old or missing: run `planning-alerts db upgrade`"):
        schema.check_current(database)
    database.engine.dispose()
