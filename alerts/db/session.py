"""The doors to the database: writes that hold the lock from the start, reads that never wait for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from alerts.db.counts import Counts, counted_in
from alerts.db.trouble import Trouble, is_lasting
from alerts.db.waking import Door, NoDoor, wanted_in

_WRITES = "writes"
_CACHE, _SMALL_CACHE = -65_536, -2_048
"""What SQLite keeps of a file in memory, in KiB, as its negative number."""


class DatabaseUnusable(Exception):
    """The database cannot be used as it is; the message says what to do."""


@dataclass(frozen=True)
class Patience:
    """How long the database is waited for. `lock_s`: for what another has locked. `connection_s`: for a free
    connection, or a new one. `statement_s`: for the answer to one statement, which PostgreSQL alone can be told.
    """

    lock_s: float = 10.0
    connection_s: float = 10.0
    statement_s: float | None = None


AT_WORK = Patience()
FOR_A_PAGE = Patience(connection_s=4.0, statement_s=4.0)
"""Somebody waits for a page: they are told to come back rather than kept for more than five seconds by a slow one."""


MOST_CONNECTIONS = 15
"""What one engine opens at the most where nothing else is set."""
_KEPT = 5
_RENEWED_S = 1_800
_NOT_GONE_UNNOTICED = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""A server that went without a word, as behind a firewall that forgets, is found out within a minute."""


class Database:
    """One engine. `writing()` is one transaction, whole or absent; `reading()` never blocks on a writer, and neither
    does `snapshot()`, in which all that is read is of one moment. The `door` wakes whoever a write said is to look.
    """

    def __init__(
        self,
        url: str,
        patience: Patience = AT_WORK,
        trouble: Trouble | None = None,
        door: Door | None = None,
        connections: int = MOST_CONNECTIONS,
        counts: Counts | None = None,
    ) -> None:
        """At most so many `connections` are open at a time, a few of which stay open between their uses. `counts` is
        told what committed transactions counted; without it nobody counts.
        """
        self.url = url
        self.door = door or NoDoor()
        self._counts = counts
        self.trouble = trouble or Trouble()
        self.engine = _engine(url, patience, connections)
        self._reader = self.engine.execution_options(sqlite_begin="DEFERRED")
        # On SQLite every read is of one moment; PostgreSQL has to be asked for it.
        is_sqlite = self.engine.dialect.name == "sqlite"
        self._snapshot = (
            self._reader if is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with (
            translated_errors(self.trouble),
            Session(self.engine, expire_on_commit=False, info={_WRITES: True}) as session,
            session.begin(),
        ):
            yield session
            if wanted := wanted_in(session):
                self.door.before_commit(session, wanted)
        if wanted:
            self.door.after_commit(wanted)
        if self._counts is not None and (found := counted_in(session)):
            self._counts.add(found)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._reading(self._reader) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        with self._reading(self._snapshot) as session:
            yield session

    @contextmanager
    def _reading(self, engine: Engine) -> Iterator[Session]:
        with (
            translated_errors(self.trouble),
            Session(engine, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def one_pass(self) -> Iterator[Session]:
        """A snapshot for one long pass over the whole, which a large cache would hold in memory for nothing."""
        is_sqlite = self.engine.dialect.name == "sqlite"
        with self.snapshot() as session:
            if is_sqlite:
                session.execute(text(f"PRAGMA cache_size={_SMALL_CACHE}"))
            try:
                yield session
            finally:
                if is_sqlite:
                    session.execute(text(f"PRAGMA cache_size={_CACHE}"))


def is_writing(session: Session) -> bool:
    """Whether this is a write, in which rows may be locked; a read never waits for anybody."""
    return _WRITES in session.info


@contextmanager
def translated_errors(trouble: Trouble) -> Iterator[None]:
    """A database that is locked, full, read-only or gone is nobody's mistake: it is tried again later."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnusable("the database cannot be used just now: all connections are busy") from error
    except DBAPIError as error:
        words = _words(error)
        if words is None:
            raise  # a rule was broken, or a statement is wrong: that is a mistake of ours
        trouble.note(error.orig, words)
        raise DatabaseUnusable(words) from error


def _words(error: DBAPIError) -> str | None:
    first_line = str(error.orig).partition("\n")[0]
    if isinstance(error, (OperationalError, InterfaceError)) or is_lasting(error.orig):
        return f"the database cannot be used just now: {first_line}"
    # SQLite says no more of a damaged file than that it is an error of the database.
    return f"the database is damaged: {first_line}" if type(error) is DatabaseError else None


def without_password(url: str) -> str:
    """A database's address fit to be shown."""
    return make_url(url).render_as_string(hide_password=True)


def _engine(url: str, patience: Patience, connections: int) -> Engine:
    try:
        parsed = make_url(url)
        # Parameters are hidden: an error in the log must not name people.
        engine = create_engine(
            parsed,
            pool_pre_ping=not url.startswith("sqlite"),
            hide_parameters=True,
            **_pool_options(parsed, patience, connections),
        )
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnusable(f"database.url cannot be used: {error}") from error
    except ModuleNotFoundError as error:
        raise DatabaseUnusable(f"database.url needs the package {error.name}: install it first") from error
    if parsed.get_backend_name() == "sqlite":
        _prepare_sqlite(engine, patience)
    elif parsed.get_backend_name() == "postgresql":
        _prepare_postgresql(engine, patience)
    return engine


def _pool_options(url: URL, patience: Patience, connections: int) -> dict[str, Any]:
    backend, kept = url.get_backend_name(), min(_KEPT, connections)
    in_memory = backend == "sqlite" and (not url.database or ":memory:" in url.database)
    if backend not in ("postgresql", "sqlite") or in_memory:
        return {}
    pool = {
        "pool_size": kept,
        "max_overflow": connections - kept,
        "pool_timeout": patience.connection_s,
    }
    if backend == "sqlite":
        return pool
    seconds = max(2, round(patience.connection_s))
    arguments = {"connect_timeout": seconds, **_NOT_GONE_UNNOTICED}
    return pool | {"pool_recycle": _RENEWED_S, "connect_args": arguments}


def _prepare_postgresql(engine: Engine, patience: Patience) -> None:
    limits = {"lock_timeout": patience.lock_s, "statement_timeout": patience.statement_s}

    @event.listens_for(engine, "connect")
    def _set_limits(connection: Any, _record: Any) -> None:
        for name, seconds in limits.items():
            if seconds is not None:
                connection.execute(f"SET {name} = {round(seconds * 1000)}")
        connection.commit()


def _prepare_sqlite(engine: Engine, patience: Patience) -> None:
    """The driver's own transactions lose updates silently; these settings are why ours do not."""

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={round(patience.lock_s * 1000)}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            f"cache_size={_CACHE}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {kind}")
