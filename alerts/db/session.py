"""The two doors to the database: writes that hold the lock from the start, reads that never wait for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

_WRITES = "writes"


class DatabaseUnusable(Exception):
    """The database cannot be used as it is; the message says what to do."""


class Database:
    """One engine. `writing()` is one transaction, whole or absent; `reading()` never blocks on a writer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._reader = self.engine.execution_options(sqlite_begin="DEFERRED")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with (
            _translated_errors(),
            Session(self.engine, expire_on_commit=False, info={_WRITES: True}) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with _translated_errors(), Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session


def is_writing(session: Session) -> bool:
    """Whether this is a write, in which rows may be locked; a read never waits for anybody."""
    return _WRITES in session.info


@contextmanager
def _translated_errors() -> Iterator[None]:
    """A database that is locked, full, read-only or gone is nobody's mistake: it is tried again later."""
    try:
        yield
    except OperationalError as error:
        raise DatabaseUnusable(f"the database cannot be used just now: {error.orig}") from error


def without_password(url: str) -> str:
    """A database's address fit to be shown."""
    return make_url(url).render_as_string(hide_password=True)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        # Parameters are hidden: an error in the log must not name people.
        engine = create_engine(parsed, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnusable(f"database.url cannot be used: {error}") from error
    except ModuleNotFoundError as error:
        raise DatabaseUnusable(f"database.url needs the package {error.name}: install it first") from error
    if parsed.get_backend_name() == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    """The driver's own transactions lose updates silently; these settings are why ours do not."""

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {kind}")
