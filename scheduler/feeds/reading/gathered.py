"""The readings of one page, sorted into applications and problems; each application once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from alerts.domain.application import Application
from scheduler.feeds.reading.payload import KnownRecord, RepeatedNames
from scheduler.feeds.reading.record import Reading, Record, RecordUnfit, shortened
from scheduler.feeds.reading.words import clean_text
from scheduler.page import Problem

CONFLICTING_REPEAT = "conflicting-repeat"

_NAME_LENGTH = 100


class Gathered(NamedTuple):
    """What a page held. `fetched` is the sum of applications, problems, repeats and what is known."""

    fetched: int
    applications: tuple[Application, ...]
    problems: tuple[Problem, ...]


def read_record(fields: object, key: str, build: Callable[[Record], Application]) -> Reading:
    """One record by `build`, which takes fields; whatever is wrong with it becomes its problem.

    `key` is the name of the field that names the record in a problem.
    """
    if not isinstance(fields, dict):
        return Reading("", Problem("bad-record", f"not an object: {shortened(fields)}"))
    called = _name(fields.get(key))
    if isinstance(fields, RepeatedNames):
        return Reading(called, Problem("repeated-field", "a field stands twice", called))
    record = Record(fields)
    try:
        return Reading(called, build(record), record.taken, record.remaining)
    except RecordUnfit as fault:
        return Reading(called, Problem(fault.reason, fault.detail, called), record.taken)
    except RecursionError:
        # JSON may be read to a depth at which nothing more can be done with it.
        return Reading(called, Problem("too-deep", "lists or objects within one another without end", called))


def gather_unknown(records: Sequence[object], read: Callable[[object], Reading]) -> tuple[Gathered, int]:
    """What `read` makes of those of these records that are not known, and how many are; `fetched` counts all."""
    unknown = [record for record in records if not isinstance(record, KnownRecord)]
    return gather(map(read, unknown))._replace(fetched=len(records)), len(records) - len(unknown)


def gather(readings: Iterable[Reading]) -> Gathered:
    """The applications by key, of repeats the last that could be read, and the problems."""
    fetched = 0
    applications: dict[str, Application] = {}
    problems: list[Problem] = []
    for reading in readings:
        fetched += 1
        if isinstance(reading.outcome, Problem):
            problems.append(reading.outcome)
        else:
            earlier = applications.get(reading.outcome.feed_key)
            applications[reading.outcome.feed_key] = _latest(earlier, reading.outcome)
    return Gathered(fetched, tuple(applications.values()), tuple(problems))


def _latest(earlier: Application | None, later: Application) -> Application:
    if earlier is None or earlier == later:
        return later
    return replace(later, notes=(*later.notes, CONFLICTING_REPEAT))


def _name(raw: object) -> str:
    if raw is None:
        return ""
    return clean_text(raw[:_NAME_LENGTH]) if isinstance(raw, str) else shortened(raw)
