"""A copy of the database put into its place: looked at first, whole or not at all, and telling nobody by itself."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from alerts.db import put_back_postgresql, put_back_sqlite, restored, schema
from alerts.db.session import Database, DatabaseUnusable

_SQLITE, _CUSTOM = b"SQLite format 3\0", b"PGDMP"
_DUMP = b"-- PostgreSQL database dump"
_BEGINNING = 512


class PutBack(NamedTuple):
    """Of when the copy is, and where the database lies that it took the place of, if that was kept."""

    made_at: datetime
    former: Path | None


def put_back(database: Database, copy: Path, now: datetime, *, replaces: bool) -> PutBack:
    """Put a copy into the place of a database that is not there or empty, or of one that `replaces` says to give up.

    A copy that was not made by `db backup` counts as made now. Raises DatabaseUnusable, and has changed nothing then.
    """
    kind = _kind(copy)
    file = schema.sqlite_file(database)
    if (file is None) == (kind == "SQLite"):
        raise DatabaseUnusable(f"{copy} is a copy of a {kind} database, and database.url is none of these")
    former = None
    if file is not None:
        former = put_back_sqlite.put_back(file, copy, now, replaces=replaces)
    else:
        put_back_postgresql.put_back(database, copy, now, replaces=replaces)
    with database.reading() as session:
        return PutBack(restored.since(session) or now, former)


def _kind(copy: Path) -> str:
    try:
        with copy.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError as error:
        raise DatabaseUnusable(f"{copy} cannot be read: {error.strerror}") from error
    if beginning.startswith(_SQLITE):
        return "SQLite"
    if _DUMP in beginning:
        return "PostgreSQL"
    if beginning.startswith(_CUSTOM):
        raise DatabaseUnusable(
            f"{copy} is no copy made by `db backup`: let pg_restore read it into an empty database, "
            "then say `planning-alerts db restored hold`"
        )
    raise DatabaseUnusable(
        f"{copy} is no copy of a database: where it is encrypted or packed, unpack it first"
    )
