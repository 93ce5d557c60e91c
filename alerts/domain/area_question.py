"""What a person is asked about an area of theirs whose ward or postcode changed, and what they can choose."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from alerts.domain.new_vintage import Successor, successors_from_stored
from alerts.domain.watch_area import AreaKind, AreaName


class AreaEvent(StrEnum):
    """What happened: a ward or council is abolished, a ward redrawn, a postcode ended or moved."""

    ABOLISHED = "abolished"
    REDRAWN = "redrawn"
    ENDED = "ended"
    MOVED = "moved"


ONCE = frozenset({AreaEvent.ABOLISHED, AreaEvent.ENDED})
"""What can happen to an area once only, and is asked about once, whichever vintage tells of it."""


@dataclass(frozen=True)
class AreaQuestion:
    """`vintage` is the one that tells of it. `lost` and `gained` are shares of the former and of the present ground of
    what was redrawn; `metres` is how far a postcode moved, and `at` where to (EPSG:27700).
    """

    event: AreaEvent
    area: AreaName
    label: str
    vintage: str
    successors: tuple[Successor, ...] = ()
    lost: float = 0.0
    gained: float = 0.0
    metres: int = 0
    at: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """The vintage as far as it tells one question from another."""
        return "" if self.event in ONCE else self.vintage

    @property
    def offered(self) -> tuple[AreaName, ...]:
        """What can be watched instead: the successors, or the same place as it is now."""
        if self.event in (AreaEvent.REDRAWN, AreaEvent.MOVED):
            return (self.area,)
        return tuple(AreaName(self.area.kind, each.place.code) for each in self.successors)

    @property
    def is_of_council(self) -> bool:
        return self.area.kind is AreaKind.AUTHORITY

    def details(self) -> dict[str, Any]:
        """What is kept of it beside the event and the area."""
        return {
            "label": self.label,
            "vintage": self.vintage,
            "successors": [asdict(each) for each in self.successors],
            "lost": self.lost,
            "gained": self.gained,
            "metres": self.metres,
            "at": self.at,
        }


def question_from_stored(event: str, area: str, details: Mapping[str, Any]) -> AreaQuestion:
    """The inverse of `details`."""
    kind, _, rest = area.partition(":")
    return AreaQuestion(
        event=AreaEvent(event),
        area=AreaName(AreaKind(kind), rest),
        label=details["label"],
        vintage=details["vintage"],
        successors=successors_from_stored(details["successors"]),
        lost=details["lost"],
        gained=details["gained"],
        metres=details["metres"],
        at=tuple(details["at"]) if details.get("at") else None,
    )
