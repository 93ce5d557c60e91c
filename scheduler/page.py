"""One page of a feed as values: applications, problems, and where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.domain.application import Application
from scheduler.request import Request

if TYPE_CHECKING:
    from scheduler.feeds.reading.record import Reading


@dataclass(frozen=True)
class Problem:
    """A record that could not be read: its reason in one code, and what was wrong in words."""

    reason: str
    detail: str
    record: str = ""


@dataclass(frozen=True)
class Page:
    """What one answer of a feed held.

    `fetched` counts the records received, problems and repeats included. `next` is the following request
    of this poll, or None at its end. `cursor` is where a later poll may begin once this page is stored;
    it is the feed kind's own text and nobody else reads it. `total` is how many records the whole feed holds, told
    by kinds that send everything at every poll: far fewer than last time means that the feed is not whole. `known`
    counts the records that say what they said before and were not read again. `readings` tell of the others how each
    was read.
    """

    fetched: int
    applications: tuple[Application, ...]
    problems: tuple[Problem, ...]
    next: Request | None
    cursor: str
    total: int | None = None
    known: int = 0
    readings: "Sequence[Reading]" = ()


class PageUnreadable(Exception):
    """The whole answer is not what this kind of feed sends; the poll fails and the cursor stays."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
