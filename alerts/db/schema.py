"""The schema's version: bring it up to date, refuse to work on an old one, check two schemas agree."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from alerts.db import engine_jobs, search_index
from alerts.db.session import Database, DatabaseUnusable, translated_errors
from alerts.db.tables import TABLES


def upgrade(database: Database, revision: str = "head") -> None:
    """Create or migrate the schema in one transaction; an interrupted run leaves the old one."""
    _make_folder(database)
    with _connected(database) as connection, _without_foreign_keys(connection), connection.begin():
        command.upgrade(_config(connection), revision)
        search_index.mend(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise DatabaseUnusable(
                    f"the migration would break {len(broken)} references: nothing was changed"
                )


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew, and dropping the old one would take its children with it.

    The switch works only outside a transaction; the references are checked before the migration is committed.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def check_current(database: Database) -> None:
    """Raise DatabaseUnusable, naming the command, unless the schema is the one this version works on."""
    _refuse_missing_file(database)
    with _connected(database) as connection, translated_errors(database.trouble):
        current = MigrationContext.configure(connection).get_current_revision()
        if current != ScriptDirectory.from_config(_config(connection)).get_current_head():
            raise DatabaseUnusable(
                "the database's schema is old or missing: run `planning-alerts db upgrade`"
            )


def differences(database: Database) -> list[object]:
    """What the tables in the code have that the migrated schema has not, or the reverse."""
    with _connected(database) as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_told_of})
        with warnings.catch_warnings():
            # SQLite cannot say what an index of an expression is made of.
            warnings.filterwarnings("ignore", message=".*expression-based index")
            return list(compare_metadata(context, TABLES))


def _is_told_of(name: str | None, _kind: str, _parents: object) -> bool:
    return not (search_index.is_part(name) or engine_jobs.is_part(name))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _connected(database: Database) -> Connection:
    try:
        return database.engine.connect()
    except (OperationalError, DatabaseError) as error:
        raise DatabaseUnusable(f"the database cannot be opened: {error.orig}") from error


def sqlite_file(database: Database) -> Path | None:
    """The file that a SQLite database lies in."""
    url = make_url(database.url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database.removeprefix("file:"))


def _make_folder(database: Database) -> None:
    """The folder, and in it a new file that is only its owner's; rights that somebody gave a file are left alone."""
    if file := sqlite_file(database):
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            with suppress(OSError):  # whoever connects says better what is wrong
                file.touch(mode=0o600)  # SQLite gives the files beside it the same rights


def _refuse_missing_file(database: Database) -> None:
    file = sqlite_file(database)
    if file is not None and not file.exists():
        raise DatabaseUnusable(f"there is no database at {file}: run `planning-alerts db upgrade`")
