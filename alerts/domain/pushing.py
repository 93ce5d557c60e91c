"""Telling receivers of changes: what an answer means, how long to wait after one that failed, which changes to tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from alerts.domain.change import Change, ChangeKind, kinds_said

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
LONGEST_ASKED = timedelta(hours=24)
OPERATOR_TOLD_AFTER = timedelta(days=2)
"""A receiver that takes nothing for so long is worth a letter to the operator."""

TOLD = frozenset(ChangeKind) - {ChangeKind.DEADLINE_NEAR, ChangeKind.NOTED}
"""What a receiver is told that names no kinds, beside what is noted of where an application stands."""

CAN_BE_TOLD = TOLD | {ChangeKind.NOTED}

_STANDING = frozenset({
    "decision", "decision_raw", "decision_date", "status", "status_raw", "withdrawn_date",
    "consultation_start_date", "consultation_end_date",
    "appeal_raw", "appeal_start_date", "appeal_decision_raw", "appeal_decision_date",
})  # fmt: skip

_GONE = 410
_MOST_DOUBLINGS = 16


@dataclass(frozen=True)
class Answer:
    """What came of one request: its status, None where there was no answer at all, and what to show an operator."""

    status: int | None
    words: str
    retry_after_s: float | None = None

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver asks never to be told again (RFC 9110, 15.5.11)."""
        return self.status == _GONE


def wait_after(failures: int, asked_s: float | None = None) -> timedelta:
    """How long to wait after so many failures (at least 1) in a row: doubling, or as long as the receiver asked."""
    doublings: int = min(failures - 1, _MOST_DOUBLINGS)
    doubled = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    asked = min(timedelta(seconds=asked_s or 0.0), LONGEST_ASKED)
    return max(doubled, asked)


def candidate_kinds(wanted: Iterable[ChangeKind]) -> frozenset[ChangeKind]:
    """The kinds among which there may be what is wanted: an amendment can come with a decision."""
    asked = frozenset(wanted) or CAN_BE_TOLD
    if ChangeKind.AMENDED not in asked:
        return asked
    return asked | {ChangeKind.READVERTISED, ChangeKind.APPEALED, ChangeKind.DECIDED, ChangeKind.WITHDRAWN}


def is_wanted(change: Change, wanted: Iterable[ChangeKind]) -> bool:
    """Whether a receiver that asked for these kinds, or named none, is told of a change.

    Without kinds it keeps a mirror: what is only noted because it was said already, as where a register swings, is
    told too where it moves where the application stands.
    """
    asked = frozenset(wanted)
    if not asked and change.kind is ChangeKind.NOTED:
        return any(each.field in _STANDING for each in change.differences)
    return not kinds_said(change).isdisjoint(asked or TOLD)
