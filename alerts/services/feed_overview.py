"""Each feed with its health and its numbers: what the status page, its JSON, the commands and the metrics all show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import feed_numbers
from alerts.db.tables import FeedRow, PollRow
from alerts.domain.pace import pace_words
from alerts.services.coverage import FeedHealth, FeedState, judged_feeds


@dataclass(frozen=True)
class ReasonCount:
    """How many records of the last poll could not be read for one reason, and one of them in words.

    The words quote the record: they are for operators.
    """

    reason: str
    count: int
    example: str


@dataclass(frozen=True)
class FeedOverview:
    """One feed as those see it who watch over it. `problems` counts all of the last poll, `reasons` those kept."""

    health: FeedHealth
    kind: str
    is_enabled: bool
    authorities: tuple[str, ...]
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_poll_at: datetime | None
    failures: int
    skipped: int
    applications: int
    unlocated: int
    quarantined: int
    problems: int
    reasons: tuple[ReasonCount, ...]
    paused_at: datetime | None = None

    @property
    def name(self) -> str:
        return self.health.name

    @property
    def usual(self) -> str:
        """The feed's pace in words."""
        return pace_words(self.health.pace)

    def as_json(self) -> dict[str, Any]:
        """All of it that anybody may see."""
        health = self.health
        return {
            "name": self.name,
            "kind": self.kind,
            "enabled": self.is_enabled,
            "paused": _stamp(self.paused_at),
            "state": str(health.state),
            "since": _stamp(health.since),
            "why": health.why,
            "authorities": list(self.authorities),
            "last_success": _stamp(self.last_success_at),
            "last_new": _stamp(self.last_new_at),
            "next_poll": _stamp(self.next_poll_at),
            "usual_per_week": None if health.pace.a_week is None else round(health.pace.a_week, 1),
            "longest_silence": health.pace.longest_silence,
            "failures": self.failures,
            "skipped": self.skipped,
            "applications": self.applications,
            "unlocated": self.unlocated,
            "quarantined": self.quarantined,
            "held": health.held,
            "problems_last_poll": self.problems,
            "problem_reasons": {each.reason: each.count for each in self.reasons},
        }


def overviews(session: Session, now: datetime, *, enabled_only: bool = True) -> list[FeedOverview]:
    """All feeds by name; the number of queries does not depend on how many there are."""
    unlocated, quarantined = feed_numbers.unlocated(session), feed_numbers.quarantined(session)
    polls = feed_numbers.last_polls(session)
    return [
        _overview(row, health, polls.get(row.name), unlocated.get(row.name, 0), quarantined.get(row.name, 0))
        for row, health in judged_feeds(session, now, enabled_only=enabled_only)
    ]


_NOT_WELL = {
    FeedState.STALE: "has not been read for long",
    FeedState.FAILING: "cannot be read",
    FeedState.HELD: "has changes held back",
    FeedState.QUIET: "is unusually quiet",
}


def is_well(found: Sequence[FeedOverview]) -> bool:
    """Whether no feed needs a look; one that is loading for the first time needs none."""
    return not any(each.health.state in _NOT_WELL for each in found)


def summary_words(found: Sequence[FeedOverview]) -> str:
    """One sentence that says whether all is well, and what is not."""
    if not found:
        return "No feed is set up yet."
    ill = [
        f"{each.name} {_NOT_WELL[state]}"
        for state in _NOT_WELL
        for each in found
        if each.health.state is state
    ]
    if ill:
        feeds = "feed" if len(found) == 1 else "feeds"
        return f"Not all is well with {len(ill)} of {len(found)} {feeds}: {', '.join(ill)}."
    loading = [each.name for each in found if each.health.state is FeedState.LOADING]
    if loading:
        verb = "is" if len(loading) == 1 else "are"
        return f"All is well; {', '.join(loading)} {verb} being loaded for the first time."
    return "All is well: every feed is read as it should be."


def _overview(
    row: FeedRow, health: FeedHealth, poll: PollRow | None, unlocated: int, quarantined: int
) -> FeedOverview:
    return FeedOverview(
        health=health,
        kind=row.kind,
        is_enabled=row.is_enabled,
        authorities=tuple(row.authorities),
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        next_poll_at=row.next_poll_at if row.is_enabled and row.paused_at is None else None,
        failures=row.failures,
        skipped=row.skipped,
        applications=row.known,
        unlocated=unlocated,
        quarantined=quarantined,
        problems=poll.problems if poll else 0,
        reasons=_reasons(poll) if poll else (),
        paused_at=row.paused_at,
    )


def _reasons(poll: PollRow) -> tuple[ReasonCount, ...]:
    """The problems of a poll by reason, the commonest first."""
    examples: dict[str, str] = {}
    for reason, detail, record in poll.problem_list:
        examples.setdefault(reason, f"{record}: {detail}" if record else detail)
    counted = Counter(reason for reason, _, _ in poll.problem_list)
    return tuple(ReasonCount(reason, count, examples[reason]) for reason, count in counted.most_common())


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
