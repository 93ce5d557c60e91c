"""One feed as its operators see it: its health, its last polls, what they could not read, what waits for somebody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import alarms, feed_days, feeds, holds, stored_records
from alerts.db.tables import AlarmRow, ApplicationRow, ChangeRow, FeedDayRow, HoldRow, PollRow
from alerts.domain.errors import NotFound
from alerts.services.coverage import FeedState
from alerts.services.feed_overview import FeedOverview, overviews
from alerts.services.tending import HALVED

POLLS_A_PAGE = 20
HELD_SHOWN = 50
_DAYS = timedelta(days=14)
_MOST_PROBLEMS = 50


class ProblemSeen(NamedTuple):
    """One way in which records of the polls shown could not be read, and how often."""

    reason: str
    detail: str
    record: str
    times: int


@dataclass(frozen=True)
class FeedPage:
    """`older` is the number that the next page of polls lies before, None at their end."""

    feed: FeedOverview
    alarms: Sequence[AlarmRow]
    hold: HoldRow | None
    records: Mapping[str, int]
    days: Sequence[FeedDayRow]
    polls: Sequence[PollRow]
    problems: Sequence[ProblemSeen]
    older: int | None

    @property
    def is_halved(self) -> bool:
        """Whether it is refused because it sends less than half of what it sent."""
        return HALVED in {alarm.kind for alarm in self.alarms}


def worst_first(found: Sequence[FeedOverview]) -> list[FeedOverview]:
    """Those that need a look before those that are paused or not in use."""
    order = list(reversed(FeedState))

    def rank(each: FeedOverview) -> tuple[int, int, str]:
        is_off = not each.is_enabled or each.paused_at is not None
        return (2 if not each.is_enabled else int(is_off), order.index(each.health.state), each.name)

    return sorted(found, key=rank)


def all_feeds(session: Session, now: datetime) -> list[FeedOverview]:
    return worst_first(overviews(session, now, enabled_only=False))


def feed_page(session: Session, name: str, now: datetime, before: int | None = None) -> FeedPage:
    """Everything about one feed, its polls before a number. Raises NotFound."""
    found = next((each for each in overviews(session, now, enabled_only=False) if each.name == name), None)
    if found is None:
        raise NotFound(f"There is no feed {name}.")
    polls = feeds.polls_of(session, name, POLLS_A_PAGE + 1, before=before)
    shown = polls[:POLLS_A_PAGE]
    return FeedPage(
        feed=found,
        alarms=alarms.open_of(session, name),
        hold=holds.open_of(session, name),
        records=stored_records.counts(session).get(name, {}),
        days=feed_days.since(session, name, (now - _DAYS).date()),
        polls=shown,
        problems=_problems(shown),
        older=shown[-1].id if len(polls) > POLLS_A_PAGE else None,
    )


def held_sample(session: Session, name: str) -> list[tuple[ChangeRow, ApplicationRow]]:
    """The oldest changes that a feed holds, enough to see what they are like."""
    return feeds.held_changes_of(session, name, HELD_SHOWN)


def _problems(polls: Sequence[PollRow]) -> list[ProblemSeen]:
    """The problems that were kept of these polls, the commonest first."""
    counted = Counter(tuple(map(str, problem)) for poll in polls for problem in poll.problem_list)
    return [
        ProblemSeen(reason, detail, record, count)
        for (reason, detail, record), count in counted.most_common(_MOST_PROBLEMS)
    ]
