"""A copy of a SQLite database put into its place, the former one kept beside it."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alerts.db import restored, schema, soundness
from alerts.db.session import Database, DatabaseUnusable

_BESIDE = ("-wal", "-shm")
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def put_back(file: Path, copy: Path, now: datetime, *, replaces: bool) -> Path | None:
    """Where the database was put that lay there before. Raises DatabaseUnusable, and has changed nothing then."""
    is_there = file.exists() and file.stat().st_size > 0
    if is_there and not replaces:
        raise DatabaseUnusable(f"there is a database at {file}: --replace puts the copy into its place")
    ready = file.with_name(f".{file.name}.half")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_ready(ready, copy, now)
        _give_away(ready, file if is_there else file.parent)
        if is_there:
            _need_it_alone(file)
        former = file.with_name(f"{file.name}.before-{now:%Y%m%dT%H%M%SZ}")
        for part in (
            "",
            *_BESIDE,
        ):  # also where the file itself is lost: what lies beside it belongs to no other
            if (old := file.with_name(f"{file.name}{part}")).exists():
                old.rename(former.with_name(f"{former.name}{part}"))
        ready.rename(file)
        _keep_names(file.parent)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseUnusable(f"the copy cannot be put back: {error}") from error
    finally:
        for beside in ("", *_BESIDE):
            ready.with_name(f"{ready.name}{beside}").unlink(missing_ok=True)
    return former if former.exists() else None


def _make_ready(ready: Path, copy: Path, now: datetime) -> None:
    """The copy beside the database: sound, at the schema of this program, and marked as a copy."""
    ready.unlink(missing_ok=True)
    ready.touch(mode=0o600, exist_ok=False)
    shutil.copyfile(copy, ready)
    database = Database(f"sqlite:///{ready}")
    try:
        _look_at(database, copy)
        schema.upgrade(database)
        with database.writing() as session:
            restored.mark(session, restored.since(session) or now)
    finally:
        database.engine.dispose()
    with closing(sqlite3.connect(ready)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with ready.open("rb") as written:
        os.fsync(written.fileno())


def _look_at(database: Database, copy: Path) -> None:
    try:
        soundness.check_sound(database)
    except DatabaseUnusable as error:
        raise DatabaseUnusable(f"{copy} is damaged: take another copy") from error
    with database.engine.connect() as connection:
        if not connection.dialect.has_table(connection, "alembic_version"):
            raise DatabaseUnusable(f"{copy} is a database, but not one of this service")
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        schema.refuse_newer(connection, str(revision or ""), str(copy))


def _need_it_alone(file: Path) -> None:
    """Nobody may have it open: they would go on writing into what is no longer the database."""
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            connection.execute(
                "PRAGMA journal_mode=DELETE"
            )  # takes all of it into the one file, and needs it alone
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _IN_USE:
            raise DatabaseUnusable(f"{file} is in use: stop the service first") from error
        raise
    except sqlite3.DatabaseError:
        pass  # it is damaged, which is why a copy is put back: it is kept as it is


def _give_away(ready: Path, like: Path) -> None:
    """Where root puts it back it is the service's all the same."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(ready, owner.st_uid, owner.st_gid)


def _keep_names(folder: Path) -> None:
    """Write the folder itself down, so that a power cut does not undo the renaming."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
