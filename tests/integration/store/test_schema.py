"""The schema: migrations and tables agree, old ones are refused, an interrupted upgrade is as if it never was."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, inspect
from sqlalchemy.exc import IntegrityError

from alerts.db import schema, search_index
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.tables import TABLES


def fresh(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'data' / 'fresh.sqlite'}")


def tables(database: Database) -> set[str]:
    """All but the search index, which SQLite keeps in tables of its own making."""
    names = inspect(database.engine).get_table_names()
    return {name for name in names if not search_index.is_part(name)}


def test_the_migrated_schema_is_that_of_the_code(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    schema.upgrade(database)
    assert schema.differences(database) == []
    assert tables(database) == {*TABLES.tables, "alembic_version"}
    schema.check_current(database)


def test_the_migrated_rules_are_those_of_the_code(tmp_path: Path) -> None:
    migrated, declared = fresh(tmp_path / "migrated"), fresh(tmp_path / "declared")
    schema.upgrade(migrated)
    (tmp_path / "declared" / "data").mkdir(parents=True)
    TABLES.create_all(declared.engine)

    def rules(database: Database) -> dict[str, list[tuple[str, str]]]:
        found = inspect(database.engine)
        return {
            name: sorted((rule["name"], rule["sqltext"]) for rule in found.get_check_constraints(name))
            for name in TABLES.tables
        }

    assert rules(migrated) == rules(declared)
    assert sum(map(len, rules(migrated).values())) >= 15


def test_an_upgrade_that_was_done_before_does_nothing(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    for _ in range(2):
        schema.upgrade(database)
    schema.check_current(database)


def test_a_database_that_is_not_there_is_refused_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(
        DatabaseUnusable, match=r"there is no database at .*: run `planning-alerts db upgrade`"
    ):
        schema.check_current(fresh(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", [None, "0000"])
def test_an_old_schema_is_refused_with_the_command_that_migrates_it(
    tmp_path: Path, version: str | None
) -> None:
    database = fresh(tmp_path)
    schema.upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
        if version:
            connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{version}')")
    with pytest.raises(DatabaseUnusable, match="old or missing: run `planning-alerts db upgrade`"):
        schema.check_current(database)


@pytest.mark.fault("K-13")
@pytest.mark.parametrize("statement", [1, 5, 20, 30])
def test_an_upgrade_that_is_interrupted_leaves_no_half_schema(tmp_path: Path, statement: int) -> None:
    database = fresh(tmp_path)
    seen = []

    class Cut(Exception):
        """The process ends here."""

    @event.listens_for(database.engine, "before_cursor_execute")
    def cut(_connection: object, _cursor: object, text: str, *_: object) -> None:
        if text.lstrip().startswith("CREATE"):
            seen.append(text)
            if len(seen) == statement:
                raise Cut

    with pytest.raises(Cut):
        schema.upgrade(database)
    assert tables(database) == set()
    event.remove(database.engine, "before_cursor_execute", cut)
    schema.upgrade(database)
    assert schema.differences(database) == []


@pytest.mark.fault("D-08")
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.sqlite"
    file.write_bytes(b"Dear sir or madam, " * 500)
    before = file.read_bytes()
    with pytest.raises(DatabaseUnusable, match="cannot be opened: file is not a database"):
        schema.check_current(Database(f"sqlite:///{file}"))
    assert file.read_bytes() == before


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "oracle+cx_oracle://x/y"])
def test_a_database_that_we_do_not_speak_to_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match=r"database\.url"):
        Database(url)


@pytest.mark.fault("K-14")
def test_the_database_is_asked_to_survive_a_power_cut(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert settings == ["wal", 2, 1, 10_000]


def test_a_version_of_the_file_is_what_sqlite_itself_finds_sound(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    schema.upgrade(database)
    database.engine.dispose()
    with sqlite3.connect(tmp_path / "data" / "fresh.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


_OF_THE_FIRST_VERSION = """
INSERT INTO feed (name, kind, authorities, every_s, is_enabled, cursor, failures)
    VALUES ('camden', 'socrata', '["E09000007"]', 3600, 1, '', 0);
INSERT INTO application (id, feed, feed_key, authority, reference, reference_normalised, description, extent, notes,
    is_baseline, first_noticed_at, changed_at)
    VALUES (1, 'camden', '7', 'E09000007', '2026/0007/P', '2026/0007/P', 'A shed', 'unlocated', '[]', 0,
    '2026-06-01 09:00:00', '2026-06-01 09:00:00');
INSERT INTO feed_key (feed, key, application_id) VALUES ('camden', '7', 1);
INSERT INTO change (id, application_id, kind, state, noticed_at, feed, differences)
    VALUES (1, 1, 'new', 'held', '2026-06-01 09:00:00', 'camden', '[]');
INSERT INTO subscriber (id, email, limit_key, generation, created_at)
    VALUES (1, 'alice@example.com', 'alice@example.com', 0, '2026-06-01 09:00:00');
INSERT INTO watch_area (id, name, kind, label, margin_m, authorities, vintage, created_at)
    VALUES (1, 'authority:E09000007', 'authority', 'Camden', 0, '[]', '', '2026-06-01 09:00:00');
INSERT INTO subscription (id, subscriber_id, watch_area_id, state, frequency, changes, types, include, exclude,
    consent_wording, requested_at, confirmed_at)
    VALUES (1, 1, 1, 'confirmed', 'daily', '[]', '[]', '[]', '[]', '', '2026-06-01 09:00:00', '2026-06-01 09:00:00');
INSERT INTO email (id, lane, subscriber_id, message_id, composed_at, subject, text, html, list_id, state, attempts,
    next_try_at, lease_no)
    VALUES ('e1', 'alert', 1, '<e1@x>', '2026-06-01 09:00:00', 's', 't', 'h', 'alerts', 'queued', 0,
    '2026-06-01 09:00:00', 0);
INSERT INTO alert (id, subscription_id, change_id, reason, due_at, created_at, email_id)
    VALUES (1, 1, 1, 'in Camden', '2026-06-01 09:00:00', '2026-06-01 09:00:00', 'e1')
"""


@pytest.mark.fault("K-13")
def test_an_upgrade_of_the_first_version_keeps_every_row_and_every_rule(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    schema.upgrade(database, "0001")
    with database.engine.begin() as connection:
        for statement in _OF_THE_FIRST_VERSION.split(";"):
            connection.exec_driver_sql(statement)
    schema.upgrade(database)
    assert schema.differences(database) == []
    with database.engine.connect() as connection:

        def one(query: str) -> tuple[object, ...]:
            return tuple(connection.exec_driver_sql(query).one())

        assert one("SELECT count(*) FROM email JOIN alert ON alert.email_id = email.id") == (1,)
        assert one("SELECT count(*) FROM subscription JOIN watch_area w ON w.id = watch_area_id") == (1,)
        assert one("SELECT known, precedence FROM feed") == (1, 0)
        assert one("SELECT feed, state, changes FROM hold") == ("camden", "open", 1)
        assert one("SELECT sources FROM application") == ("{}",)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE email SET lane = 'alert', subscriber_id = NULL")
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM subscriber")
