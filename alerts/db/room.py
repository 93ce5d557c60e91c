"""Whether there is room to write down what is about to be done."""

from datetime import UTC, datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from alerts.db.tables import CounterRow

_ROOM_BYTES = 65_536
_KEY = "room/"
_AT = datetime(1970, 1, 1, tzinfo=UTC)


def check(session: Session) -> None:
    """Fail like any other write where a SQLite file can grow no more: a few pages are taken and given back.

    A change of a row that is there may still succeed then, the next one fail. PostgreSQL keeps room for its log.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    session.execute(insert(CounterRow).values(key=_KEY + "x" * _ROOM_BYTES, window_at=_AT, count=0))
    session.execute(delete(CounterRow).where(CounterRow.key.startswith(_KEY)))
