"""What the database knows of its own upkeep: the oldest program that it serves, and when it was last copied."""

from datetime import datetime

from sqlalchemy import Connection, insert, inspect, select, update
from sqlalchemy.orm import Session

from alerts.db.tables import UpkeepRow


def serves_from(connection: Connection) -> str | None:
    """The oldest revision whose program may work on this schema; None where the schema does not say."""
    if not inspect(connection).has_table(UpkeepRow.__tablename__):
        return None
    return connection.scalar(select(UpkeepRow.serves_from))


def note_serves(connection: Connection, revision: str) -> None:
    if connection.execute(update(UpkeepRow).values(serves_from=revision)).rowcount == 0:
        connection.execute(insert(UpkeepRow).values(serves_from=revision))


def copied_at(session: Session) -> datetime | None:
    """When a copy of the database was last made by `db backup`; None where none was."""
    return session.scalar(select(UpkeepRow.copied_at))


def note_copied(session: Session, now: datetime) -> None:
    session.execute(update(UpkeepRow).values(copied_at=now))
