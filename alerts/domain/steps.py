"""The steps of the work, by the names under which a process says how they go."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """One for each arrow from a feed to an inbox, and what is done beside."""

    CLOCK = "clock"
    POLL = "poll"
    REMIND = "remind"
    MATCH = "match"
    TAKE_IN = "take-in"
    WELCOME = "welcome"
    COMPOSE = "compose"
    SEND = "send"
    TELL_OPERATOR = "tell-operator"
    READ_BOUNCES = "read-bounces"
    PUSH = "push"
    MAKE_FILES = "make-files"
    FORGET = "forget"


@dataclass(frozen=True)
class Beat:
    """How a step goes in one process: when it last said anything, since when it has the step in hand, when it last did
    it, and how often in a row it has failed. The clock's `done_at` is when it was last this process's turn to work.
    """

    process: str
    part: str
    step: Step
    beat_at: datetime
    began_at: datetime | None = None
    done_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
