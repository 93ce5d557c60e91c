"""What became of handing over one letter, and the steps that the handing over passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_ENHANCED_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?![\d.])")


class Phase(StrEnum):
    """A step of one delivery, reported when it is reached. Dying before `DOT` never leaves a copy behind."""

    CONNECT = "connect"  # about to open the connection, or to take up the one that is open
    RCPT = "rcpt"  # the recipient was accepted
    DATA = "data"  # the message is out, the final dot is not
    DOT = "dot"  # the final dot is out, the answer not read
    AFTER_250 = "after_250"  # the server has taken the message


OnPhase = Callable[[Phase], None]


MayFinish = Callable[[], bool]
"""Asked when all but the final dot is out: whether the letter may still go."""


def unwatched(phase: Phase) -> None:
    """Watch no phase."""


def always() -> bool:
    """Every letter may go."""
    return True


@dataclass(frozen=True)
class Sent:
    """The server took the message, whatever became of the connection afterwards."""

    reply: str


@dataclass(frozen=True)
class NotSent:
    """The server does not have the message.

    `is_permanent` speaks of this recipient or letter. `is_server_sick` says that the trouble is the server's
    or our own settings': the recipient is not to blame and no try of theirs is used up, unless `uses_up_a_try`.
    """

    is_permanent: bool
    code: int | None
    reason: str
    is_connection_lost: bool
    is_server_sick: bool
    uses_up_a_try: bool = False

    @property
    def enhanced_status(self) -> str | None:
        """The RFC 3463 status with which the server's answer began, such as `5.1.1`."""
        found = _ENHANCED_STATUS.match(self.reason)
        return found[1] if found else None


@dataclass(frozen=True)
class Unknown:
    """The final dot went out and no answer came: the server may have the message."""

    reason: str


@dataclass(frozen=True)
class Abandoned:
    """We kept the final dot back and hung up: the server does not have the message, and nobody is to blame."""

    reason: str = "kept back before the dot"


Outcome = Sent | NotSent | Unknown | Abandoned
