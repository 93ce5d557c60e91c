"""The London days on which a person's mail was refused for good."""

from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import DeliveryFailureRow


def note(session: Session, subscriber_id: int, on_date: date, status: str) -> int:
    """Note a day; returns how many different ones there are now."""
    if session.get(DeliveryFailureRow, (subscriber_id, on_date)) is None:
        try:
            with session.begin_nested():
                session.add(DeliveryFailureRow(subscriber_id=subscriber_id, on_date=on_date, status=status))
        except IntegrityError:  # another worker noted the same day at the same moment
            pass
    return (
        session.scalar(
            select(func.count())
            .select_from(DeliveryFailureRow)
            .where(DeliveryFailureRow.subscriber_id == subscriber_id)
        )
        or 0
    )


def of_subscriber(session: Session, subscriber_id: int) -> list[DeliveryFailureRow]:
    return list(
        session.scalars(
            select(DeliveryFailureRow)
            .where(DeliveryFailureRow.subscriber_id == subscriber_id)
            .order_by(DeliveryFailureRow.on_date)
        )
    )


def forget(session: Session, subscriber_id: int) -> None:
    session.execute(delete(DeliveryFailureRow).where(DeliveryFailureRow.subscriber_id == subscriber_id))
