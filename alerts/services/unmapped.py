"""Keeps the words of a feed that have no meaning in our vocabulary yet, for an operator to map."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import unmapped
from alerts.domain.application import Application
from alerts.domain.unmapped import Word, mapped_words, unmapped_words


def note_words(session: Session, feed: str, readings: Sequence[Application], now: datetime) -> None:
    """Count the words of these readings that mean nothing to us, with an example; forget those that do by now."""
    counted: dict[Word, tuple[int, str]] = {}
    understood: set[Word] = set()
    for reading in readings:
        for word in unmapped_words(reading):
            seen, example = counted.get(word, (0, reading.reference))
            counted[word] = (seen + 1, example)
        understood.update(mapped_words(reading))
    unmapped.note(session, feed, counted, understood, now)
