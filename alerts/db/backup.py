"""A copy of the database while the service runs, marked as a copy: put back, it tells nobody anything by itself."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alerts.db import post_state, restored, schema, upkeep
from alerts.db.client_programs import told
from alerts.db.session import Database, DatabaseUnusable


def back_up(database: Database, file: Path, now: datetime) -> None:
    """Copy to `file`, which appears whole or not at all. Raises DatabaseUnusable, saying what to do."""
    if file.exists():
        raise DatabaseUnusable(f"{file} is there already: name another file")
    half = file.with_name(f".{file.name}.half")
    half.unlink(missing_ok=True)
    source = schema.sqlite_file(database)
    try:
        half.touch(mode=0o600, exist_ok=False)  # it holds addresses: nobody else's to read, at no moment
        if source is not None:
            _copy_sqlite(source, half, now)
        else:
            _dump_postgresql(database, half, now)
        half.rename(file)
        with database.writing() as session:
            upkeep.note_copied(session, now)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseUnusable(f"the copy cannot be made: {error}") from error
    finally:
        half.unlink(missing_ok=True)


def _copy_sqlite(source: Path, copy: Path, now: datetime) -> None:
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    copied = Database(f"sqlite:///{copy}")
    with copied.writing() as session:
        restored.mark(session, now)
    with copied.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        connection.rollback()
        assert driver is not None
        driver.execute("PRAGMA journal_mode=DELETE")  # one file, not three
    copied.engine.dispose()


def _dump_postgresql(database: Database, copy: Path, now: datetime) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise DatabaseUnusable(
            "pg_dump is not there: install PostgreSQL's client, or copy the database with your own tools and run "
            "`planning-alerts db restored hold` once such a copy has been put back"
        )
    with database.writing() as session:
        post_state.ensure_row(session)
    address, environment = told(database.url)
    command = [program, "--no-owner", "--no-privileges", f"--file={copy}", address]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise DatabaseUnusable(f"pg_dump failed: {' '.join(done.stderr.split())}")
    with copy.open("a", encoding="utf-8") as file:
        file.write(f"\nUPDATE public.post_state SET restored_at = '{now.isoformat()}';\n")
