"""Many rows at once by the driver's own way, in the session's transaction: COPY on PostgreSQL, tuples on SQLite."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from alerts.db.columns import Table


def add_rows(
    session: Session, table: type[Table], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows, each its values in the order of `names`, as `stored_as` makes those that are no plain numbers or text.

    No default of our own is filled in, and every rule of the table holds.
    """
    name = cast("SqlTable", table.__table__).name
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {name} ({', '.join(names)}) FROM STDIN", rows)
        return
    many = list(rows)
    if many:
        values = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {name} ({', '.join(names)}) VALUES ({values})", many)  # noqa: S608


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """COPY, its errors told as those of every other statement are."""
    dialect, driver = connection.dialect, connection.connection.driver_connection
    assert driver is not None
    error_of_driver = dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except error_of_driver as error:
        raise DBAPIError.instance(
            statement, None, error, error_of_driver, hide_parameters=True, dialect=dialect
        ) from error


def stored_as(session: Session, table: type[Table], name: str, value: Any) -> Any:
    """What the driver is given for a value of this column."""
    column = cast("SqlTable", table.__table__).columns[name]
    process = column.type.dialect_impl(session.get_bind().dialect).bind_processor(session.get_bind().dialect)
    return process(value) if process else value
