"""Links that somebody asked for in the operators' form, until the worker answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from alerts.db.tables import OperatorRequestRow


def add(session: Session, email: str, network: str, now: datetime) -> None:
    session.add(OperatorRequestRow(email=email, network=network, asked_at=now))


def has_any(session: Session) -> bool:
    return session.scalar(select(OperatorRequestRow.id).limit(1)) is not None


def claim(session: Session, most: int) -> list[OperatorRequestRow]:
    """The oldest requests, but for those that another worker has in hand."""
    return list(
        session.scalars(
            select(OperatorRequestRow)
            .order_by(OperatorRequestRow.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )


def remove(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(OperatorRequestRow).where(OperatorRequestRow.id.in_(ids)))


def remove_before(session: Session, moment: datetime) -> int:
    old = delete(OperatorRequestRow).where(OperatorRequestRow.asked_at < moment)
    return cast("CursorResult[Any]", session.execute(old)).rowcount
