"""How applications ended, as dashboards count it: fine for a table, coarse for a share and a filter."""

from enum import IntEnum, StrEnum
from types import MappingProxyType

from alerts.domain.application import Decision


class Ending(StrEnum):
    """How an application ended, coarsely. Withdrawn comes first: whatever a council wrote as the decision of a
    withdrawn application, it was not decided.
    """

    GRANTED = "granted"
    REFUSED = "refused"
    OTHER = "other"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"
    ELSEWHERE = "elsewhere"
    """Returned as invalid, or with a planning inspector before the council had decided."""


class Result(IntEnum):
    """The same, as finely as the register tells; the numbers are those of its column."""

    PENDING = 0
    ELSEWHERE = 1
    WITHDRAWN = 2
    GRANTED = 3
    REFUSED = 4
    SPLIT = 5
    NOT_REQUIRED = 6
    NO_OBJECTION = 7
    OBJECTION = 8
    OTHER = 9
    UNREAD = 10
    """Decided, in words that we cannot read, or without any."""

    @property
    def ending(self) -> Ending:
        return _ENDINGS.get(self, Ending.OTHER)

    @property
    def is_decided(self) -> bool:
        return self >= Result.GRANTED


_ENDINGS = MappingProxyType(
    {
        Result.PENDING: Ending.PENDING,
        Result.ELSEWHERE: Ending.ELSEWHERE,
        Result.WITHDRAWN: Ending.WITHDRAWN,
        Result.GRANTED: Ending.GRANTED,
        Result.REFUSED: Ending.REFUSED,
    }
)

RESULTS = MappingProxyType(
    {
        Decision.GRANTED: Result.GRANTED,
        Decision.REFUSED: Result.REFUSED,
        Decision.SPLIT: Result.SPLIT,
        Decision.NOT_REQUIRED: Result.NOT_REQUIRED,
        Decision.NO_OBJECTION: Result.NO_OBJECTION,
        Decision.OBJECTION: Result.OBJECTION,
        Decision.OTHER: Result.OTHER,
    }
)
"""The result of each decision that can be read."""
