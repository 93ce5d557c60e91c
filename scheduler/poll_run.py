"""A poll under way and what came of it: values only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from alerts.db.feeds import KEPT_PROBLEMS
from alerts.services.guarding import FloodGuard
from alerts.services.recording import Counts
from scheduler.configured import ConfiguredFeed
from scheduler.errors import FetchFailed
from scheduler.loops import LoopGuard
from scheduler.page import PageUnreadable, Problem
from scheduler.places import Places
from scheduler.stored import StoredRecords

TOO_MANY_PROBLEMS = "too-many-problems"
PROBLEMS_ALLOWED = 4
"""So few problems on a page are a council's slips and no sign of a feed that has changed its form."""


@dataclass(frozen=True)
class PollReport:
    """What one poll did; `fetched` counts the records received, problems, quarantined and repeats included."""

    name: str
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: int = 0
    quarantined: int = 0
    requests: int = 0
    seconds: float = 0.0
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Validators(NamedTuple):
    """What the server gave to ask "has it changed?" with."""

    etag: str | None
    last_modified: str | None


class Ended(NamedTuple):
    """How a poll ended. `is_fault` where the feed failed; a poll cut short, or put off because the host is left
    alone for now, is nobody's fault. `reason` is the code of a page that could not be taken.
    """

    error: str | None
    is_fault: bool = True
    reason: str = ""
    retry_after_s: float | None = None

    @classmethod
    def of_fetch(cls, failure: FetchFailed) -> "Ended":
        return cls(str(failure), failure.was_asked, str(failure.reason), failure.retry_after_s)

    @classmethod
    def of_page(cls, failure: PageUnreadable) -> "Ended":
        return cls(str(failure), reason=failure.reason)

    @classmethod
    def of_problems(cls, problems: "Problems", fetched: int) -> "Ended":
        listed = ", ".join(f"{reason} {count:,}" for reason, count in problems.reasons.most_common(3))
        words = f"{problems.count:,} of {fetched:,} records could not be read ({listed}); the others were"
        return cls(f"{TOO_MANY_PROBLEMS}: {words}", reason=TOO_MANY_PROBLEMS)


WHOLE = Ended(None, is_fault=False)


def is_distrusted(problems: int, fetched: int, allowed_share: float) -> bool:
    """Whether a page has so many problems that its feed has probably changed its form: its records are recorded as
    far as they can be read, but the cursor stays, so that the others are read again once somebody has looked.
    """
    return problems > PROBLEMS_ALLOWED and problems > allowed_share * fetched


def is_nothing_read(problems: int, fetched: int) -> bool:
    """Whether nothing of a page could be read: no failure where it is little, but it is to be read again."""
    return 0 < problems == fetched


@dataclass
class Problems:
    """The problems of a poll: all counted, the first kept, so that a million of them cost no memory."""

    first: list[Problem] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.reasons[problem.reason] += 1
            if len(self.first) < KEPT_PROBLEMS:
                self.first.append(problem)

    @property
    def count(self) -> int:
        return self.reasons.total()


@dataclass
class PollRun:
    """A poll under way: what it has counted so far, and whether it may stay silent.

    `slot` is the moment at which it was due; one asked for by hand has none.
    """

    configured: ConfiguredFeed
    started_at: datetime
    slot: datetime | None
    is_baseline: bool
    cursor: str
    validators: Validators | None
    guard: FloodGuard
    last_total: int | None = None
    total: int | None = None
    counts: Counts = field(default_factory=Counts)
    fetched: int = 0
    requests: int = 0
    problems: Problems = field(default_factory=Problems)
    is_read_whole: bool = False
    is_distrusted: bool = False
    is_behind: bool = False
    loops: LoopGuard = field(default_factory=LoopGuard)
    places: Places = field(default_factory=Places)
    stored: StoredRecords = field(default_factory=StoredRecords)

    @property
    def name(self) -> str:
        return self.configured.feed.name
