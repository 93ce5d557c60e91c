"""Which councils' applications are read, from which feeds, how those do, and how many applications are known."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db.authority_counts import KeptCounts
from alerts.db.tables import FeedRow
from alerts.services.coverage import FeedHealth, judged_feeds


@dataclass(frozen=True)
class ReadFeed:
    """A feed in use: how it does, and when reading it last went well and last brought something new."""

    health: FeedHealth
    last_success_at: datetime | None
    last_new_at: datetime | None


@dataclass(frozen=True)
class Covered:
    """A council by its code, with its feeds by name."""

    code: str
    applications: int
    feeds: tuple[ReadFeed, ...]


def covered_authorities(session: Session, now: datetime, kept: KeptCounts) -> list[Covered]:
    """All councils that a feed in use is for, by code."""
    feeds: dict[str, list[ReadFeed]] = defaultdict(list)
    for row, health in judged_feeds(session, now):
        for code in row.authorities:
            feeds[code].append(_read(row, health))
    counts = kept.of(session, feeds)
    return [Covered(code, counts[code], tuple(feeds[code])) for code in sorted(feeds)]


def _read(row: FeedRow, health: FeedHealth) -> ReadFeed:
    return ReadFeed(health, row.last_success_at, row.last_new_at)
