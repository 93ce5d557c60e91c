"""What a dashboard is about: a place, and which of its applications of which months."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.result import Ending
from alerts.domain.insight.topic import Topic
from geo.area import Area

USUAL_MONTHS = 24
"""How many whole months before this one are shown where nothing else is asked for."""

MOST_MONTHS = 240
"""The longest period that can be asked for; a longer one loses its oldest months."""

UNKNOWN_TYPE = "unknown"
"""Stands for applications without a type that we know, wherever a type's code stands."""


class PlaceKind(StrEnum):
    """What a dashboard's place is."""

    ALL = "all"
    AUTHORITY = "authority"
    WARD = "ward"
    SHAPE = "shape"


@dataclass(frozen=True)
class Place:
    """Where: everything; what a council decides; where a site's centre lies in a ward or a drawn (or other) area.

    `code` is the GSS code, or what names the area; the area itself (EPSG:27700) is needed for a shape alone and has no
    part in whether two places are the same.
    """

    kind: PlaceKind = PlaceKind.ALL
    code: str = ""
    area: Area | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if (self.kind is PlaceKind.ALL) == bool(self.code):
            raise ValueError("everything has no code, everything else has one")
        if (self.kind is PlaceKind.SHAPE) != (self.area is not None):
            raise ValueError("a shape, and nothing else, needs its area")

    @property
    def is_whole_councils(self) -> bool:
        """Whether all that its councils decide is of it."""
        return self.kind in (PlaceKind.ALL, PlaceKind.AUTHORITY)


@dataclass(frozen=True)
class Slice:
    """Which of a place's applications are counted, and the months of which something is counted.

    Nothing chosen means everything: `types` are codes (or `UNKNOWN_TYPE`), `endings` how they ended, `topics` what they
    are about (any of them is enough), `ward` where they lie. The months stand for the days of what is counted: received
    in them, decided in them, withdrawn in them. What is open now, the trend over the years and the seasons do not
    depend on them.

    `endings` narrows everything but `Insight.outcomes`: the share refused of what was refused tells nothing.
    """

    types: frozenset[str] = frozenset()
    endings: frozenset[Ending] = frozenset()
    topics: frozenset[Topic] = frozenset()
    ward: str | None = None
    only_major: bool = False
    since: Month | None = None
    until: Month | None = None

    def period(self, today: date) -> Period:
        """The months asked for: without an end to this month, without a beginning the usual number before the end.
        Nothing lies after this month; the beginning never lies after the end.
        """
        this = Month.of(today)
        last = min(self.until or this, this)
        first = min(self.since or last.later(-USUAL_MONTHS), last)
        return Period(max(first, last.later(1 - MOST_MONTHS)), last)
