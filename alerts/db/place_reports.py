"""What people told us of wrong places: kept until the operator has seen to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow, PlaceReportRow


def add(session: Session, row: PlaceReportRow) -> None:
    session.add(row)


def listed(session: Session, *, open_only: bool) -> list[tuple[PlaceReportRow, ApplicationRow]]:
    """The reports with their applications, oldest first."""
    query = (
        select(PlaceReportRow, ApplicationRow)
        .join(ApplicationRow, PlaceReportRow.application_id == ApplicationRow.id)
        .order_by(PlaceReportRow.id)
    )
    if open_only:
        query = query.where(PlaceReportRow.closed_at.is_(None))
    return [(report, application) for report, application in session.execute(query)]


def untold(session: Session) -> list[tuple[PlaceReportRow, ApplicationRow]]:
    """The open reports that no letter has named, oldest first, locked until one does."""
    query = (
        select(PlaceReportRow, ApplicationRow)
        .join(ApplicationRow, PlaceReportRow.application_id == ApplicationRow.id)
        .where(PlaceReportRow.told_at.is_(None), PlaceReportRow.closed_at.is_(None))
        .order_by(PlaceReportRow.id)
        .with_for_update(of=PlaceReportRow, skip_locked=True)
    )
    return [(report, application) for report, application in session.execute(query)]


def open_count(session: Session) -> int:
    return session.scalar(select(func.count()).where(PlaceReportRow.closed_at.is_(None))) or 0


def close(session: Session, numbers: Sequence[int], now: datetime) -> list[int]:
    """End these reports; returns those of the numbers that were open."""
    ended = (
        update(PlaceReportRow)
        .where(PlaceReportRow.id.in_(numbers), PlaceReportRow.closed_at.is_(None))
        .values(closed_at=now)
        .returning(PlaceReportRow.id)
    )
    return sorted(session.scalars(ended))


def remove_old(session: Session, before: datetime) -> int:
    """Reports of before this moment, whether or not anybody has seen to them."""
    removed = session.execute(delete(PlaceReportRow).where(PlaceReportRow.reported_at < before))
    return cast("CursorResult[Any]", removed).rowcount
