"""Every migration from 0011 on only adds, and quickly: the former version serves and sends while it runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from sqlalchemy import event

from alerts.db import schema
from alerts.db.session import Database
from tests.rig.expanding import refused, too_late
from tests.rig.service import PROJECT

FIRST_BOUND = "0011"


def migrations() -> Iterator[Script]:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "alerts" / "db" / "migrations"))
    for script in ScriptDirectory.from_config(config).walk_revisions():
        if script.revision >= FIRST_BOUND:
            yield script


def test_every_migration_only_adds_and_keeps_nobody_waiting(empty_url: str) -> None:
    database = Database(empty_url)
    schema.upgrade(database, "0010")
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    schema.upgrade(database)
    assert any(statement.lstrip().startswith("CREATE TABLE") for statement in statements)
    assert refused(statements) == []
    assert too_late(statements) == []
    database.engine.dispose()


@pytest.mark.parametrize("migration", list(migrations()), ids=lambda each: each.revision)
def test_every_migration_says_which_former_version_it_serves(migration: Script) -> None:
    """At least the one before, or a program that goes on while it is migrated would be refused."""
    serves = migration.module.serves
    assert len(migration.revision) == len(serves) == 4
    assert serves <= str(migration.down_revision) < migration.revision


def test_revisions_are_numbers_that_rise() -> None:
    """Of two the greater is the newer: that is how a program knows that a database is ahead of it."""
    folder = PROJECT / "alerts" / "db" / "migrations" / "versions"
    revisions = sorted(Path(file).stem.partition("_")[0] for file in folder.glob("[0-9]*.py"))
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE mute",
        "DROP INDEX ix_alert_due",
        "ALTER TABLE email DROP COLUMN letter",
        "ALTER TABLE email RENAME COLUMN letter TO words",
        "ALTER TABLE email RENAME TO letter",
        "ALTER TABLE email ALTER COLUMN letter SET NOT NULL",
        "ALTER TABLE email ADD COLUMN size INTEGER NOT NULL",
        "ALTER TABLE email ADD CONSTRAINT ck_email_size CHECK (size > 0)",
        "ALTER TABLE email ALTER COLUMN letter TYPE text",
        "CREATE INDEX ix_email_size ON email (size)",
        "CREATE UNIQUE INDEX uq_email_size ON email (size)",
        "CREATE TABLE _alembic_tmp_email (id INTEGER)",
        "UPDATE email SET size = length(letter)",
        "DELETE FROM email WHERE letter IS NULL",
        "INSERT INTO email (id) SELECT id FROM alert",
        "TRUNCATE email",
        "LOCK TABLE email",
    ],
)
def test_what_breaks_or_stops_the_former_version_is_refused(statement: str) -> None:
    assert len(refused([statement])) == 1


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE audit (\n\tid INTEGER NOT NULL\n)", "CREATE INDEX ix_audit_at ON audit (at)"],
        ["CREATE TABLE audit (id INTEGER)", "INSERT INTO audit (id) SELECT id FROM email"],
        ["ALTER TABLE email ADD COLUMN size INTEGER"],
        ["ALTER TABLE email ADD COLUMN size INTEGER DEFAULT 0 NOT NULL"],
        ["CREATE INDEX CONCURRENTLY ix_email_size ON email (size)"],
        ["UPDATE alembic_version SET version_num='0011'", "SELECT 1", "SET LOCAL lock_timeout = 0"],
    ],
)
def test_what_only_adds_is_let_through(statements: list[str]) -> None:
    assert refused(statements) == []


def test_what_is_made_while_readers_of_a_table_wait_is_noticed() -> None:
    altered, made = "ALTER TABLE email ADD COLUMN size INTEGER", "CREATE TABLE audit (id INTEGER)"
    noted = "UPDATE alembic_version SET version_num='0011'"
    assert too_late([made, altered, "SELECT 1", altered, noted]) == []
    assert too_late([altered, made, noted]) == [made]
