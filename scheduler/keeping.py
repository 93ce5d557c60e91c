"""Which records of a page are kept to be looked at and read again, and what of them may be kept; pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from alerts.domain.application import Application
from alerts.domain.stored_record import LARGEST, Kept, Outcome
from alerts.domain.unmapped import unmapped_words
from scheduler.feeds.reading.personal import impersonal
from scheduler.feeds.reading.record import Reading
from scheduler.page import Problem


@dataclass(frozen=True)
class Keeping:
    """The records of a page to keep, and the keys of those that are understood by now."""

    kept: tuple[Kept, ...]
    clean: frozenset[str]


def keeping(readings: Iterable[Reading], placed: Sequence[Application]) -> Keeping:
    """What to keep of these readings, whose applications are `placed` by now."""
    by_key = {application.feed_key: application for application in placed}
    kept: list[Kept] = []
    names: set[str] = set()
    for reading in readings:
        names |= _names_of(reading)
        oddity = _oddity(reading, by_key)
        found = _kept(reading, *oddity) if oddity else None
        if found is not None:
            kept.append(found)
    return Keeping(tuple(kept), frozenset(names - {each.key for each in kept} - {""}))


def _names_of(reading: Reading) -> set[str]:
    """What the record may have been kept under: what names it in a problem, and its key."""
    key = reading.outcome.feed_key if isinstance(reading.outcome, Application) else ""
    return {reading.record, key}


def _oddity(reading: Reading, placed: dict[str, Application]) -> tuple[Outcome, tuple[str, ...]] | None:
    """Why the record is to be kept, if it is."""
    if isinstance(reading.outcome, Problem):
        return Outcome.PROBLEM, (f"{reading.outcome.reason}: {reading.outcome.detail}",)
    application = placed.get(reading.outcome.feed_key, reading.outcome)
    if application.quarantine:
        return Outcome.QUARANTINED, (application.quarantine,)
    if words := tuple(f"{word.field}: {word.value}" for word in unmapped_words(application)):
        return Outcome.UNMAPPED, words
    if faults := tuple(_faults(reading)):
        return Outcome.UNFIT, faults
    return None


def _faults(reading: Reading) -> Iterator[str]:
    for field in reading.fields:
        if field.fault:
            yield f"{field.fault}: {field.called or field.name}"


def _kept(reading: Reading, outcome: Outcome, reasons: tuple[str, ...]) -> Kept | None:
    """None where the record is no plain object that can be written down and read again."""
    if reading.raw is None:
        return None
    found = impersonal(reading.raw, {field.name for field in reading.fields})
    try:
        body = json.dumps(found.fields, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError):  # an element of XML, letters that are none
        return None
    if len(body) > LARGEST:
        return None
    key = reading.outcome.feed_key if isinstance(reading.outcome, Application) else reading.record
    return Kept(
        key or blake2b(body, digest_size=8).hexdigest(),
        outcome,
        reasons,
        body,
        (*reading.unread, *found.left_out),
    )
