"""What is counted of feeds, for those who watch over them: each number of all feeds in one query."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from alerts.db.tables import (
    NOT_OVER,
    ApplicationRow,
    ChangeRow,
    EmailRow,
    FeedDayRow,
    FeedRow,
    HoldRow,
    PollRow,
)


def new_by_day(session: Session, feeds: Collection[str], since: date) -> Mapping[str, dict[date, int]]:
    """The new applications of these feeds on each London day that was counted, nought included."""
    found = session.execute(
        select(FeedDayRow.feed, FeedDayRow.day, FeedDayRow.new).where(
            FeedDayRow.feed.in_(feeds), FeedDayRow.day >= since
        )
    )
    by_feed: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for feed, day, new in found:
        by_feed[feed][day] = new
    return by_feed


def open_holds(session: Session) -> dict[str, HoldRow]:
    return {hold.feed: hold for hold in session.scalars(select(HoldRow).where(HoldRow.state == "open"))}


def last_polls(session: Session) -> dict[str, PollRow]:
    """The last poll of each feed that was ever polled."""
    latest = (
        select(PollRow.id)
        .where(PollRow.feed == FeedRow.name)
        .order_by(PollRow.started_at.desc(), PollRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = session.scalars(select(PollRow).where(PollRow.id.in_(select(latest).select_from(FeedRow))))
    return {poll.feed: poll for poll in found}


def polls_since(session: Session, since: datetime) -> dict[tuple[str, bool], int]:
    """How many polls of each feed went well (True), or ended with an error, since."""
    is_well = PollRow.error.is_(None)
    found = session.execute(
        select(PollRow.feed, is_well, func.count())
        .where(PollRow.started_at >= since)
        .group_by(PollRow.feed, is_well)
    )
    return {(feed, bool(well)): count for feed, well, count in found}


def unlocated(session: Session) -> dict[str, int]:
    """Applications of each feed that have no place, but for those held back as odd."""
    found = session.execute(
        select(ApplicationRow.feed, func.count())
        .where(ApplicationRow.site.is_(None), ApplicationRow.quarantine.is_(None))
        .group_by(ApplicationRow.feed)
    )
    return dict(found.all())


def quarantined(session: Session) -> dict[str, int]:
    """Applications of each feed that are held back because their record looks odd."""
    found = session.execute(
        select(ApplicationRow.feed, func.count())
        .where(ApplicationRow.quarantine.is_not(None))
        .group_by(ApplicationRow.feed)
    )
    return dict(found.all())


def waiting_changes(session: Session) -> int:
    """Changes that have been noticed and not yet matched."""
    return session.scalar(select(func.count()).where(ChangeRow.state == "unmatched")) or 0


def oldest_due_at(session: Session, now: datetime) -> datetime | None:
    """When the e-mail was due that waits longest to be handed over; None where nothing is overdue."""
    return session.scalar(
        select(func.min(EmailRow.next_try_at)).where(text(NOT_OVER), EmailRow.next_try_at <= now)
    )
