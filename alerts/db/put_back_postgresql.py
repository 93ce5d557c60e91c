"""A copy of a PostgreSQL database read into its place by psql, in one transaction."""

import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from alerts.db import restored, schema
from alerts.db.client_programs import told
from alerts.db.session import Database, DatabaseUnusable, translated_errors

_END = b"-- PostgreSQL database dump complete"
_ENDING = 4_096
_REVISION = re.compile(rb"^COPY public\.alembic_version ")
_TABLES = text("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
    " AND backend_type = 'client backend'"
)
_GIVE_UP = """
SET LOCAL client_min_messages = warning;
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT oid::regclass AS name FROM pg_class AS each
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = each.oid AND deptype = 'e')
    LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', found.name); END LOOP;
    FOR found IN SELECT oid::regprocedure AS name FROM pg_proc AS each
        WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = each.oid AND deptype = 'e')
    LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', found.name); END LOOP;
    FOR found IN SELECT oid::regtype AS name FROM pg_type AS each
        WHERE typnamespace = 'public'::regnamespace AND typelem = 0
        AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class WHERE oid = each.typrelid AND relkind = 'c'))
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = each.oid AND deptype = 'e')
    LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', found.name); END LOOP;
END $$
"""


def put_back(database: Database, copy: Path, now: datetime, *, replaces: bool) -> None:
    """Raises DatabaseUnusable, and has changed nothing then."""
    program = shutil.which("psql")
    if program is None:
        raise DatabaseUnusable("psql is not there: install PostgreSQL's client")
    revision = _look_at(copy)
    with database.engine.connect() as connection, translated_errors(database.trouble):
        schema.refuse_newer(connection, revision, str(copy))
        is_there = bool(connection.scalar(_TABLES))
        if is_there and not replaces:
            raise DatabaseUnusable("the database is not empty: --replace puts the copy into its place")
        if others := connection.scalar(_OTHERS):
            raise DatabaseUnusable(f"{others} others are connected to the database: stop the service first")
    _read_in(program, database.url, copy, gives_up=is_there)
    database.engine.dispose()
    schema.upgrade(database)
    with database.writing() as session:
        restored.mark(session, restored.since(session) or now)


def _look_at(copy: Path) -> str:
    """The copy's schema, once it is known to be whole."""
    with copy.open("rb") as file:
        for line in file:
            if _REVISION.match(line):
                revision = file.readline().strip().decode("ascii", "replace")
                break
        else:
            raise DatabaseUnusable(f"{copy} is a database, but not one of this service")
        file.seek(max(0, copy.stat().st_size - _ENDING))
        if _END not in file.read():
            raise DatabaseUnusable(f"{copy} ends too soon: take another copy")
    return revision


def _read_in(program: str, address: str, copy: Path, *, gives_up: bool) -> None:
    plain, environment = told(address)
    first = [f"--command={_GIVE_UP}"] if gives_up else []
    command = [
        program,
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        "--output=/dev/null",
        *first,
        f"--file={copy}",
        plain,
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise DatabaseUnusable(f"the copy cannot be put back: {' '.join(done.stderr.split())}")
