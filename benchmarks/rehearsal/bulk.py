"""Rows written in bulk: COPY where the database has it, one statement with many rows elsewhere."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import insert, text

from alerts.db.columns import Table
from alerts.db.session import Database

_AT_ONCE = 20_000


def write(database: Database, table: type[Table], rows: Iterable[dict[str, Any]]) -> int:
    """Write rows that all have the same columns; returns how many."""
    is_postgresql = database.engine.dialect.name == "postgresql"
    put, count = (_copy if is_postgresql else _insert), 0
    for chunk in _chunks(rows):
        put(database, table, chunk)
        count += len(chunk)
    if is_postgresql and "id" in table.__table__.c:
        name = table.__tablename__
        with database.writing() as session:
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            )
    return count


def _insert(database: Database, table: type[Table], rows: list[dict[str, Any]]) -> None:
    with database.writing() as session:
        session.execute(insert(table), rows)


def _copy(database: Database, table: type[Table], rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    listed = ", ".join(f'"{name}"' for name in names)
    with database.writing() as session:
        connection = session.connection().connection.driver_connection
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table.__tablename__} ({listed}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row([_plain(row[name]) for name in names])


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while chunk := list(islice(left, _AT_ONCE)):
        yield chunk
