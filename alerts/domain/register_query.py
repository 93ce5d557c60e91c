"""What somebody may ask of the whole register: filters that all have to hold, and one of two orders; plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from alerts.domain.application import Decision, Status
from alerts.domain.search_words import SearchWords
from alerts.domain.stage import SiteStage


class Order(StrEnum):
    """`newest`: what was first noticed last comes first; nothing ever changes its place. `changed`: what changed
    last comes last, so that whoever goes on from the end is told of what has changed since.
    """

    NEWEST = "newest"
    CHANGED = "changed"


class Days(NamedTuple):
    """From one day to another, both of them included; None where there is no bound."""

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


ANY_DAY = Days()


@dataclass(frozen=True)
class RegisterQuery:
    """Filters of which every one has to hold; an empty one lets everything through. Of a set, one has to be true."""

    authorities: frozenset[str] = frozenset()
    stages: frozenset[SiteStage] = frozenset()
    statuses: frozenset[Status] = frozenset()
    decisions: frozenset[Decision] = frozenset()
    types: frozenset[str] = frozenset()
    received: Days = ANY_DAY
    valid: Days = ANY_DAY
    decided: Days = ANY_DAY
    changed_since: datetime | None = None
    words: SearchWords | None = None
    order: Order = Order.NEWEST


class Position(NamedTuple):
    """A place in the register between two applications: just behind the one with this id, which in the order of
    changes had last changed at this moment.
    """

    id: int
    changed_at: datetime | None = None
