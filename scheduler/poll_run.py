"""A poll under way and what came of it: values only."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry

from alerts.services.recording import Counts
from scheduler.configured import ConfiguredFeed
from scheduler.page import Problem


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


@dataclass
class PollRun:
    """A poll under way: what it has counted so far, and whether it may stay silent."""

    configured: ConfiguredFeed
    started_at: datetime
    is_baseline: bool
    cursor: str
    validators: Validators | None
    first_change_id: int
    known: int
    counts: Counts = field(default_factory=Counts)
    fetched: int = 0
    requests: int = 0
    is_cut: bool = False
    problems: list[Problem] = field(default_factory=list)
    is_read_whole: bool = False
    extents: dict[str, BaseGeometry] = field(default_factory=dict)
    asked_extents: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.configured.feed.name
