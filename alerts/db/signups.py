"""What people asked for in forms, until the worker answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from alerts.db.tables import SignupRow


class Waiting(NamedTuple):
    """A request that nobody has looked at yet."""

    id: int
    email: str


def add(session: Session, row: SignupRow) -> None:
    session.add(row)
    session.flush()


def waiting(session: Session, at_most: int) -> list[Waiting]:
    """The requests that wait, oldest first."""
    found = session.execute(select(SignupRow.id, SignupRow.email).order_by(SignupRow.id).limit(at_most))
    return [Waiting(number, email) for number, email in found]


def claim(session: Session, ids: Sequence[int]) -> list[SignupRow]:
    """These requests, oldest first, but for those that another worker has in hand or has answered."""
    return list(
        session.scalars(
            select(SignupRow)
            .where(SignupRow.id.in_(ids))
            .order_by(SignupRow.id)
            .with_for_update(skip_locked=True)
        )
    )


def remove(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(SignupRow).where(SignupRow.id.in_(ids)))


def remove_before(session: Session, moment: datetime) -> int:
    result = session.execute(delete(SignupRow).where(SignupRow.asked_at < moment))
    return cast("CursorResult[Any]", result).rowcount


def has_before(session: Session, moment: datetime) -> bool:
    return session.scalar(select(SignupRow.id).where(SignupRow.asked_at < moment).limit(1)) is not None


def of_address(session: Session, email: str) -> list[SignupRow]:
    return list(session.scalars(select(SignupRow).where(SignupRow.email == email).order_by(SignupRow.id)))


def remove_of_address(session: Session, email: str) -> None:
    session.execute(delete(SignupRow).where(SignupRow.email == email))
