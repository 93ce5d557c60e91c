"""What the service counts of its own work: said in the transaction that does it, and kept in memory once that is
committed, until somebody writes it down.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from threading import Lock
from typing import NamedTuple

from sqlalchemy.orm import Session, object_session

_COUNTED = "counted"


class Counted(StrEnum):
    """What is counted; after each what tells its kinds apart."""

    POLLS = "polls"  # feed; read, failed or cut short
    REQUESTS = "requests"  # feed
    RECORDS = "records"  # feed; new, changed, unchanged, problem or quarantined
    NOTICED = "noticed"  # kind of change
    MATCHED = "matched"
    ALERTS = "alerts"
    COMPOSED = "composed"  # lane
    SENT = "sent"  # lane
    NOT_SENT = "not-sent"  # lane; again or failed
    RETURNED = "returned"  # bounce or complaint
    WAITED_MS = "waited-ms"  # lane: from being composed to being taken by the mail server
    HANDED_OVER_MS = "handed-over-ms"  # with the mail server, however it ended
    ASKED = "asked"  # subscribe or link
    LET_GO = "let-go"  # network or mailbox: what limits stopped a form from doing
    CONFIRMED = "confirmed"
    ENDED = "ended"
    ERASED = "erased"
    ANSWERS = "answers"  # class of status
    ANSWERED_WITHIN = "answered-within"  # bucket of seconds
    ANSWERED_MS = "answered-ms"
    STEPS = "steps"  # step; done or failed
    STEP_MS = "step-ms"  # step


class Key(NamedTuple):
    """What a number counts."""

    name: str
    about: str = ""
    outcome: str = ""


def count(session: Session, name: Counted, about: str = "", outcome: str = "", by: int = 1) -> None:
    """Count something that this transaction does; nothing is counted where it is undone."""
    session.info.setdefault(_COUNTED, Counter())[Key(name, about, outcome)] += by


def count_of(row: object, name: Counted) -> None:
    """The same in the transaction that a row belongs to."""
    session = object_session(row)
    if session is not None:
        count(session, name)


def counted_in(session: Session) -> Mapping[Key, int]:
    found: Mapping[Key, int] = session.info.get(_COUNTED, {})
    return found


class Counts:
    """What this process has counted and not written yet, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: Counter[Key] = Counter()

    def add(self, found: Mapping[Key, int]) -> None:
        with self._lock:
            self._found.update(found)

    def take(self) -> dict[Key, int]:
        """All of it, to be written; whoever cannot gives it back."""
        with self._lock:
            taken, self._found = self._found, Counter()
        return {key: number for key, number in taken.items() if number}
