"""A copy of the database that was put back: alerts wait until an operator has said what becomes of them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import alarms, area_questions, restored
from alerts.db.locks import Lock, share, take_matching

PART, RESTORED = "database", "restored"
"""The part of the service that the alarm is about, and its kind."""


@dataclass(frozen=True)
class Standing:
    """Of when the copy is that was put back, if one was, and what waits, or was discarded a moment ago."""

    made_at: datetime | None
    changes: int
    alerts: int
    emails: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"made_at": self.made_at.isoformat() if self.made_at else None}

    def in_words(self) -> str:
        counted = f"{self.changes:,} changes, {self.alerts:,} alerts and {self.emails:,} e-mails"
        if self.made_at is None:
            return f"No copy waits for a word: {counted} go their way."
        return f"A copy of {self.made_at:%d %B %Y, %H:%M} UTC was put back: {counted} wait for release or discard."


def standing_of(session: Session) -> Standing:
    return Standing(restored.since(session), **restored.waiting(session))


def decide(session: Session, action: str, now: datetime) -> Standing:
    """Let alerts wait from now on (`hold`), be told (`release`), or not (`discard`)."""
    share(session, Lock.RECORDING)
    take_matching(session)
    if action == "hold":
        restored.mark(session, restored.since(session) or now)
    else:
        if action == "discard":
            restored.discard(session)
            area_questions.let_untold(session, now)
        restored.mark(session, None)
        alarms.clear(session, PART, (RESTORED,), now)
    return standing_of(session)


def is_waiting(session: Session, now: datetime) -> bool:
    """Whether alerts wait for an operator, who then hears of it once."""
    made_at = restored.since(session)
    if made_at is None:
        return False
    words = (
        f"The database is a copy of {made_at:%d %B %Y, %H:%M} UTC that was put back. It does not know what people were "
        "told after that: alerts wait until you say `planning-alerts db restored release` or `discard`. "
        "Confirmations and links go out."
    )
    alarms.raise_once(session, PART, RESTORED, words, now)
    return True
