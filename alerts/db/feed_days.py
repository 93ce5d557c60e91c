"""What each feed brought, by London day: counters, so that nobody ever has to count rows."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db.tables import FeedDayRow, PollRow


def add(session: Session, feed: str, day: date, *, new: int = 0, told: int = 0) -> None:
    """Add to a day's counters; negative numbers take back what turned out not to be told."""
    row = session.get(FeedDayRow, (feed, day))
    if row is None:
        row = FeedDayRow(feed=feed, day=day, new=0, told=0)
        session.add(row)
    row.new, row.told = max(0, row.new + new), max(0, row.told + told)


def told_on(session: Session, feed: str, day: date) -> int:
    row = session.get(FeedDayRow, (feed, day))
    return row.told if row else 0


def told_on_days(session: Session, feed: str, first: date, last: date) -> list[int]:
    """Changes told on each day from `first` to `last`, both included; 0 where nothing was counted."""
    found = session.execute(
        select(FeedDayRow.day, FeedDayRow.told).where(
            FeedDayRow.feed == feed, FeedDayRow.day >= first, FeedDayRow.day <= last
        )
    )
    counted = dict(found.all())
    return [counted.get(first + timedelta(days=n), 0) for n in range((last - first).days + 1)]


def since(session: Session, feed: str, first: date) -> list[FeedDayRow]:
    """The days that were counted from `first` on, the newest first."""
    found = select(FeedDayRow).where(FeedDayRow.feed == feed, FeedDayRow.day >= first)
    return list(session.scalars(found.order_by(FeedDayRow.day.desc())))


def told_in_polls(session: Session, feed: str, since: datetime) -> list[int]:
    """Changes told by each poll since; what was held back is not among them."""
    return list(
        session.scalars(select(PollRow.told).where(PollRow.feed == feed, PollRow.started_at >= since))
    )
