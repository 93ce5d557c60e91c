"""Which feeds cover which authorities, how they do, and what people must be warned of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from alerts.db import feeds
from alerts.db.tables import FeedRow
from alerts.domain.wording import council_name

STALE_AFTER = timedelta(hours=24)
QUIET_AFTER = timedelta(days=14)


class FeedState(StrEnum):
    """How a feed does: loading its first silent baseline, fine, quiet, failing or stale."""

    LOADING = "loading"
    FINE = "fine"
    QUIET = "quiet"
    FAILING = "failing"
    STALE = "stale"


@dataclass(frozen=True)
class FeedHealth:
    """The state of a feed with words that say why."""

    name: str
    state: FeedState
    why: str


def health(row: FeedRow, now: datetime) -> FeedHealth:
    """Judge a feed by its last success, its last error and its last new application."""
    if row.last_success_at is None:
        why = row.last_error or "its first load has not finished"
        return FeedHealth(row.name, FeedState.FAILING if row.last_error else FeedState.LOADING, why)
    stale_after = max(STALE_AFTER, timedelta(seconds=3 * row.every_s))
    if now - row.last_success_at > stale_after:
        return FeedHealth(row.name, FeedState.STALE, f"last read {row.last_success_at:%d %B %Y %H:%M} UTC")
    if row.failures:
        return FeedHealth(row.name, FeedState.FAILING, row.last_error or "the last poll failed")
    if row.last_new_at and now - row.last_new_at > QUIET_AFTER:
        return FeedHealth(row.name, FeedState.QUIET, f"nothing new since {row.last_new_at:%d %B %Y}")
    return FeedHealth(row.name, FeedState.FINE, f"last read {row.last_success_at:%d %B %Y %H:%M} UTC")


def warnings(session: Session, authorities: Iterable[str], now: datetime) -> tuple[str, ...]:
    """What somebody who watches these authorities must know: sick feeds, councils that no feed covers."""
    rows = feeds.all_feeds(session, enabled_only=True)
    wanted = set(authorities)
    said = []
    for row in rows:
        concerned = sorted(wanted & set(row.authorities))
        found = health(row, now)
        if concerned and found.state in (FeedState.FAILING, FeedState.STALE):
            said.append(f"{_unread(row)} the applications of {_names(concerned)}: alerts may come late.")
    covered = {code for row in rows for code in row.authorities}
    if missing := sorted(wanted - covered):
        said.append(f"No feed covers {_names(missing)}: we cannot tell you of applications there.")
    return tuple(said)


def _unread(row: FeedRow) -> str:
    if row.last_success_at is None:
        return "We have not yet been able to read"
    return f"Since {row.last_success_at.day} {row.last_success_at:%B} we have not been able to read"


def _names(codes: Iterable[str]) -> str:
    return ", ".join(council_name(code) for code in codes)
