"""What is limited, counted to the second. Whoever holds a counter is alone with it until the transaction ends."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from alerts.db.tables import CounterRow

_LOCK_AT = datetime(1970, 1, 1, tzinfo=UTC)
"""The window of the row that is locked, or counted for good: long before any that is limited."""


def hold(session: Session, key: str) -> None:
    """Wait for everybody else who counts under this key, and keep them waiting until the transaction ends."""
    _increase(session, key, _LOCK_AT)


def add(session: Session, key: str, now: datetime) -> None:
    _increase(session, key, now.replace(microsecond=0))


def add_for_good(session: Session, key: str) -> None:
    """One more of what is counted as long as the service lasts."""
    _increase(session, key, _LOCK_AT)


def since(session: Session, key: str, moment: datetime) -> int:
    """How many were counted after this moment."""
    counted = select(func.sum(CounterRow.count)).where(CounterRow.key == key, CounterRow.window_at > moment)
    return session.scalar(counted) or 0


def take_away(session: Session, key: str, from_key: str) -> None:
    """Forget what was counted under `key`, and take the same off another counter that counted it too."""
    for row in session.scalars(select(CounterRow).where(CounterRow.key == key)):
        session.execute(
            update(CounterRow)
            .where(CounterRow.key == from_key, CounterRow.window_at == row.window_at)
            .values(count=CounterRow.count - row.count)
        )
    forget(session, key)


def take_back(session: Session, key: str, at: datetime) -> None:
    """Take back what `add` counted at this moment."""
    window_at = at.replace(microsecond=0)
    counted = (CounterRow.key == key) & (CounterRow.window_at == window_at) & (CounterRow.count > 0)
    session.execute(update(CounterRow).where(counted).values(count=CounterRow.count - 1))


def forget(session: Session, key: str) -> None:
    session.execute(delete(CounterRow).where(CounterRow.key == key))


def remove_old(session: Session, windows: Mapping[str, timedelta], now: datetime) -> int:
    """Remove what no limit looks at any more; `windows` says of each kind of counter how far back it looks."""
    count = 0
    for kind, window in windows.items():
        result = session.execute(
            delete(CounterRow).where(
                CounterRow.key.startswith(f"{kind}/"), CounterRow.window_at <= now - window
            )
        )
        count += cast("CursorResult[Any]", result).rowcount
    return count


def _increase(session: Session, key: str, window_at: datetime) -> None:
    """One more, in one statement: two that do it at once count two."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(CounterRow)
        .values(key=key, window_at=window_at, count=1)
        .on_conflict_do_update(index_elements=["key", "window_at"], set_={"count": CounterRow.count + 1})
    )
