"""The days of which the operator was written a summary."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import SummaryRow


def is_made(session: Session, day: date) -> bool:
    return session.get(SummaryRow, day) is not None


def claim(session: Session, day: date, now: datetime) -> bool:
    """Be the one that writes it; False where another did, or does at this moment."""
    try:
        with session.begin_nested():
            session.add(SummaryRow(day=day, made_at=now))
            session.flush()
    except IntegrityError:
        return False
    return True
