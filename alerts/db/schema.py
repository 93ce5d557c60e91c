"""The schema's version: bring it up to date, refuse to work on one that does not fit, check two schemas agree.

Revisions are four digits, so that of two the greater is the newer. Each from 0011 on says in `serves` which is the
oldest revision whose program still works on it; the database keeps that for programs that have never heard of it.
"""

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError

from alerts.db import engine_jobs, search_index, upkeep
from alerts.db.locks import key_of
from alerts.db.session import Database, DatabaseUnusable, translated_errors
from alerts.db.tables import TABLES

Pause = Callable[[float], None]

_TRIES, _WAITS_S = 60, 2.0
_MIGRATION_LASTS_MS = 3_600_000
_LOCK_NOT_AVAILABLE = "55P03"


def upgrade(
    database: Database, revision: str = "head", *, waits_s: float = _WAITS_S, pause: Pause = time.sleep
) -> None:
    """Create or migrate the schema in one transaction; an interrupted run leaves the old one.

    The service may be at work meanwhile. Of two that migrate at once the second waits for the first. What has to wait
    for a table does so for `waits_s` and then begins anew after a pause: everybody else who comes for it stands in line
    behind. Raises DatabaseUnusable, also where a newer program has migrated and this one is no longer served.
    """
    _make_folder(database)
    for number in range(1, _TRIES + 1):
        try:
            with _connected(database) as connection, translated_errors(database.trouble):
                return _upgrade(connection, revision, waits_s)
        except DatabaseUnusable as error:
            if number == _TRIES or not _was_kept_waiting(error.__cause__):
                raise
            pause(waits_s)
    return None


def _upgrade(connection: Connection, revision: str, waits_s: float) -> None:
    with _without_foreign_keys(connection), _patient(connection), connection.begin():
        _take_turn(connection, waits_s)
        if _fit(connection) is Fit.AHEAD:
            return
        command.upgrade(_config(connection), revision)
        _note_what_is_served(connection)
        search_index.mend(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise DatabaseUnusable(
                    f"the migration would break {len(broken)} references: nothing was changed"
                )


def _note_what_is_served(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision() or ""
    migration = ScriptDirectory.from_config(_config(connection)).get_revision(current)
    if migration is not None and (serves := getattr(migration.module, "serves", None)):
        upkeep.note_serves(connection, serves)


def _take_turn(connection: Connection, waits_s: float) -> None:
    """Wait until nobody else migrates, however long that takes; on SQLite the write itself does that."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key_of("schema")})
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(waits_s * 1000)}")


@contextmanager
def _patient(connection: Connection) -> Iterator[None]:
    """SQLite's one writer may be another migration, which takes its time."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    ((before_ms,),) = driver.execute("PRAGMA busy_timeout").fetchall()
    driver.execute(f"PRAGMA busy_timeout={_MIGRATION_LASTS_MS}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={before_ms}")


def _was_kept_waiting(error: BaseException | None) -> bool:
    """Whether somebody else had a table that was to be altered."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _LOCK_NOT_AVAILABLE


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


class Fit(Enum):
    """How the schema stands to this program: it is its own, older or missing, or newer and still serving it."""

    CURRENT = auto()
    OLD = auto()
    AHEAD = auto()


def check_current(database: Database) -> Fit:
    """Raise DatabaseUnusable, saying what to do, unless this program works on the schema: its own, or that of a newer
    program which has migrated while this one is at work.
    """
    _refuse_missing_file(database)
    with _connected(database) as connection, translated_errors(database.trouble):
        fit = _fit(connection)
    if fit is Fit.OLD:
        raise DatabaseUnusable("the database's schema is old or missing: run `planning-alerts db upgrade`")
    return fit


def _fit(connection: Connection) -> Fit:
    """Raises DatabaseUnusable where a newer program has migrated and this one is no longer served."""
    current = MigrationContext.configure(connection).get_current_revision() or ""
    ours = _head(connection)
    if current <= ours:
        return Fit.CURRENT if current == ours else Fit.OLD
    serves_from = upkeep.serves_from(connection)
    if serves_from is None or ours < serves_from:
        raise _of_a_newer_version("the database", current, ours)
    return Fit.AHEAD


def refuse_newer(connection: Connection, revision: str, what: str) -> None:
    """Raise DatabaseUnusable where a copy is of a schema that this program has never heard of."""
    if revision > (ours := _head(connection)):
        raise _of_a_newer_version(what, revision, ours)


def _of_a_newer_version(what: str, current: str, ours: str) -> DatabaseUnusable:
    return DatabaseUnusable(
        f"{what} is that of a newer version of this program (schema {current}; this version knows {ours}): "
        "install that version"
    )


def _head(connection: Connection) -> str:
    return ScriptDirectory.from_config(_config(connection)).get_current_head() or ""


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
