"""Areas of people's own shape that nobody watches: how many there are, and room made among them."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, func, select
from sqlalchemy.orm import Session

from alerts.db.tables import WatchAreaRow
from alerts.db.unwatched import is_unwatched
from alerts.domain.watch_area import AreaKind


def unwatched(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(WatchAreaRow).where(_is_unwatched_shape())) or 0


def remove_unwatched(session: Session, before: datetime, most: int) -> int:
    """Remove some made before this moment, the oldest first; returns how many."""
    oldest = (
        select(WatchAreaRow.id)
        .where(_is_unwatched_shape(), WatchAreaRow.created_at < before)
        .order_by(WatchAreaRow.created_at, WatchAreaRow.id)
        .limit(most)
    )
    found = list(session.scalars(oldest))
    removed = session.execute(delete(WatchAreaRow).where(WatchAreaRow.id.in_(found), _is_unwatched_shape()))
    return cast("CursorResult[Any]", removed).rowcount


def _is_unwatched_shape() -> ColumnElement[bool]:
    return (WatchAreaRow.kind == AreaKind.SHAPE) & is_unwatched()
