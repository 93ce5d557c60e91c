"""What operators can have done with the records of feeds: the site asks, and whoever knows the feeds' kinds does it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from alerts.domain.change import Difference
from alerts.domain.meanings import Meaning
from alerts.domain.stored_record import Outcome


@dataclass(frozen=True)
class FieldSeen:
    """One field of a record as it came and as it was read. `called` is our word for it, `fault` what is wrong."""

    name: str
    called: str
    raw: str
    read_as: str
    fault: str | None = None


@dataclass(frozen=True)
class RecordSeen:
    """A record beside its reading of today: the fields that were read, those that nobody knows, and what came of it."""

    fields: tuple[FieldSeen, ...]
    left_over: tuple[FieldSeen, ...]
    problem: str | None
    quarantine: str | None
    notes: tuple[str, ...]


class Became(StrEnum):
    """What a record comes to that is read again."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    HELD_BACK = "held back"
    PROBLEM = "still a problem"
    OVERTAKEN = "known otherwise by now"


@dataclass(frozen=True)
class Compared:
    """One record that is read again: what it comes to, why if it is not well, and what differs of its application."""

    number: int
    key: str
    reference: str
    became: Became
    words: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Reread:
    """What came of the records that were read again. `held` counts changes that wait for an operator's word."""

    compared: tuple[Compared, ...]
    held: int = 0

    def count(self, became: Became) -> int:
        return sum(each.became is became for each in self.compared)


class Workbench(Protocol):
    """Feeds by their name; a name that the configuration does not have raises NotFound."""

    def has(self, feed: str) -> bool:
        """Whether the configuration has this feed."""

    def seen(self, feed: str, body: bytes) -> RecordSeen:
        """How a stored record is read today."""

    def compare(self, feed: str, outcomes: Collection[Outcome], most: int) -> Reread:
        """What reading stored records again would come to. Changes nothing."""

    def reread(
        self, feed: str, outcomes: Collection[Outcome], most: int, note: Callable[[Session], None]
    ) -> Reread:
        """Read stored records again, and record what they say as a poll does. `note` writes it down in the transaction
        that it begins with. Raises DecidedAlready where nothing is stored, and amid a poll.
        """

    def takes_meanings(self, feed: str) -> bool:
        """Whether this feed's words can be given a meaning."""

    def configured_meanings(self, feed: str) -> tuple[Meaning, ...]:
        """What the configuration says that words mean; `field` is the setting's name."""

    def config_lines(self, feed: str, meanings: Sequence[Meaning]) -> tuple[str, ...]:
        """The lines of the configuration that would say the same as these meanings and itself."""
