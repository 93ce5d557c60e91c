"""Whether a database can be trusted with what people are answered: it survives a power cut, and is not damaged."""

import logging

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from alerts.db.session import Database, DatabaseUnusable

log = logging.getLogger("planning_alerts.database")

_FULL = 2
_KEPT_IN_A_POWER_CUT = ("on", "local", "remote_write", "remote_apply")


def check_durable(database: Database) -> None:
    """Raise DatabaseUnusable where an answered unsubscribe could be lost in a power cut."""
    with database.reading() as session:
        connection = session.connection()
        check = _check_sqlite if connection.dialect.name == "sqlite" else _check_postgresql
        check(connection)


def check_sound(database: Database) -> None:
    """Raise DatabaseUnusable where a SQLite file is damaged. It is never repaired: what is lost would not be known."""
    if database.engine.dialect.name != "sqlite":
        return
    try:
        with database.engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except DatabaseError as error:
        found = str(error.orig)
    if found != "ok":
        raise DatabaseUnusable(
            f"the database file is damaged ({' '.join(str(found).split())}) and was left as it is: "
            "put back a copy made with `planning-alerts db backup`"
        )


def _check_sqlite(connection: Connection) -> None:
    mode, level = _scalar(connection, "PRAGMA journal_mode"), _scalar(connection, "PRAGMA synchronous")
    if mode not in ("wal", "memory"):
        raise DatabaseUnusable(
            f"the database file cannot be kept in WAL mode (it is in {mode} mode), so that the site would wait for "
            "every write: put it on a local disk"
        )
    if not isinstance(level, int) or level < _FULL:
        raise DatabaseUnusable(
            f"the database would lose answered requests in a power cut: synchronous is {level}, not {_FULL}"
        )


def _check_postgresql(connection: Connection) -> None:
    commit = _scalar(connection, "SHOW synchronous_commit")
    if commit not in _KEPT_IN_A_POWER_CUT:
        raise DatabaseUnusable(
            f"the database would lose answered requests in a power cut: synchronous_commit is {commit}; "
            "set it to on for this database"
        )
    if _scalar(connection, "SHOW fsync") != "on":
        log.warning("the database server runs with fsync off: all of it may be lost in a power cut")


def _scalar(connection: Connection, statement: str) -> object:
    return connection.exec_driver_sql(statement).scalar()
