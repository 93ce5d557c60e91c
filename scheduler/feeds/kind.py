"""What a kind of feed is: how it asks for a page and how it reads one; it never fetches and never stores."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from alerts.domain.precedence import Precedence
from scheduler.feeds.reading.parted import RecordList
from scheduler.feeds.reading.payload import Payload
from scheduler.feeds.reading.record import Reading
from scheduler.page import Page
from scheduler.request import Request

Settings = TypeVar("Settings", bound=BaseModel)


@dataclass(frozen=True)
class Feed(Generic[Settings]):
    """One configured source. `settings` are the keys of its kind; `authority` is None where records name theirs."""

    name: str
    kind: str
    url: str
    authority: str | None
    history_days: int
    settings: Settings

    @property
    def settings_digest(self) -> str:
        """Another for each way of reading: what differs after a change of settings happened to no application."""
        said = repr((self.kind, self.url, self.authority, self.settings))
        return hashlib.sha256(said.encode()).hexdigest()


class FeedKind(Protocol[Settings]):
    """A module of this package: pure functions between a feed's payloads and pages of applications.

    A poll begins with `first_request` and the cursor of the last page stored, and goes on with each page's `next`
    until there is none; then it is complete. Each page's cursor is to be stored with its applications, pages
    without any included: it is where a poll that was cut off goes on.
    """

    @property
    def name(self) -> str:
        """The kind as settings name it."""

    @property
    def summary(self) -> str:
        """What this kind reads, in one line."""

    @property
    def precedence(self) -> Precedence:
        """How near to the council its sources are, unless a feed's settings say otherwise."""

    @property
    def needs_authority(self) -> bool:
        """Whether the feed's settings must say whose applications these are."""

    def authorities(self, feed: Feed[Settings]) -> frozenset[str]:
        """The ONS codes of the planning authorities that a feed covers."""

    @property
    def settings_model(self) -> type[Settings]:
        """The kind's own keys with their defaults."""

    def first_request(self, feed: Feed[Settings], cursor: str, today: date) -> Request:
        """The request that a poll begins with; an empty cursor stands for the first load."""

    def parse(self, feed: Feed[Settings], request: Request, payload: bytes, today: date) -> Page:
        """The page in an answer to `request`; raises PageUnreadable and nothing else."""

    def reread(self, feed: Feed[Settings], record: dict[str, object], today: date) -> Reading:
        """How one record is read now that was kept as `Reading.raw` gave it, what may be personal left out."""

    def readings(self, feed: Feed[Settings], payload: bytes, today: date) -> tuple[Reading, ...]:
        """How each record of a page was read, field by field; raises PageUnreadable and nothing else."""


@runtime_checkable
class PartedKind(FeedKind[Settings], Protocol[Settings]):
    """A kind whose answers are large and in JSON: what it said just so before it is not given to read again.

    It says where its records are, reads a page of a Thinned answer too, and counts a KnownRecord as fetched. How it
    reads a record may depend on nothing but the record, the feed, and days that are to come.
    """

    def record_list(self, feed: Feed[Settings]) -> RecordList | None:
        """Where the records of an answer are; None where this feed's answers have no such list."""

    def parse(self, feed: Feed[Settings], request: Request, payload: Payload, today: date) -> Page:
        """As for every kind, an answer or what is left of it."""
