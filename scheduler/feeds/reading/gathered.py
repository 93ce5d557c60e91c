"""The readings of one page, sorted into applications and problems; each application once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from alerts.domain.application import Application
from scheduler.feeds.reading.payload import KnownRecord, RepeatedNames
from scheduler.feeds.reading.record import Reading, Record, RecordUnfit, shortened
from scheduler.feeds.reading.words import clean_text
from scheduler.page import Page, Problem
from scheduler.request import Request

CONFLICTING_REPEAT = "conflicting-repeat"

_NAME_LENGTH = 100


class Gathered(NamedTuple):
    """What a page held. `fetched` is the sum of applications, problems, repeats and what is known."""

    fetched: int
    applications: tuple[Application, ...]
    problems: tuple[Problem, ...]
    readings: tuple[Reading, ...] = ()

    def page(self, next: Request | None, cursor: str, total: int | None = None, known: int = 0) -> Page:
        """The page that held them."""
        return Page(
            self.fetched, self.applications, self.problems, next, cursor, total, known, readings=self.readings
        )


def read_record(
    fields: object,
    key: str,
    build: Callable[[Record], Application],
    unread: tuple[str, ...] = (),
    ours: Iterable[str] = (),
) -> Reading:
    """One record by `build`, which takes fields; whatever is wrong with it becomes its problem.

    `key` is the name of the field that names the record in a problem. `unread` are fields that are let go without a
    look, personal ones among them, and `ours` those that are read elsewhere.
    """
    if not isinstance(fields, dict):
        return Reading("", Problem("bad-record", f"not an object: {shortened(fields)}"))
    called = _name(fields.get(key))
    if isinstance(fields, RepeatedNames):
        return Reading(called, Problem("repeated-field", "a field stands twice", called))
    record = Record(fields)
    try:
        outcome = build(record)
        record.pass_over((*unread, *ours))
        return Reading(called, outcome, record.taken, record.remaining, *_looked_at(fields, record, unread))
    except RecordUnfit as fault:
        problem = Problem(fault.reason, fault.detail, called)
        return Reading(called, problem, record.taken, (), *_looked_at(fields, record, unread))
    except RecursionError:
        # JSON may be read to a depth at which nothing more can be done with it.
        return Reading(called, Problem("too-deep", "lists or objects within one another without end", called))


def _looked_at(
    fields: dict[str, object], record: Record, unread: tuple[str, ...]
) -> tuple[dict[str, object], tuple[str, ...]]:
    """The fields without those that are never looked at, and the names of these."""
    left_out = {name for name in unread if name in fields} - {field.name for field in record.taken}
    if not left_out:
        return fields, ()
    return {name: raw for name, raw in fields.items() if name not in left_out}, tuple(sorted(left_out))


def gather_unknown(records: Sequence[object], read: Callable[[object], Reading]) -> tuple[Gathered, int]:
    """What `read` makes of those of these records that are not known, and how many are; `fetched` counts all."""
    unknown = [record for record in records if not isinstance(record, KnownRecord)]
    return gather(map(read, unknown))._replace(fetched=len(records)), len(records) - len(unknown)


def gather(readings: Iterable[Reading]) -> Gathered:
    """The applications by key, of repeats the last that could be read, and the problems."""
    fetched = 0
    applications: dict[str, Application] = {}
    problems: list[Problem] = []
    read: dict[str, Reading] = {}
    unreadable: list[Reading] = []
    for reading in readings:
        fetched += 1
        if isinstance(reading.outcome, Problem):
            problems.append(reading.outcome)
            unreadable.append(reading)
        else:
            read[reading.outcome.feed_key] = reading
            earlier = applications.get(reading.outcome.feed_key)
            applications[reading.outcome.feed_key] = _latest(earlier, reading.outcome)
    return Gathered(fetched, tuple(applications.values()), tuple(problems), (*read.values(), *unreadable))


def _latest(earlier: Application | None, later: Application) -> Application:
    if earlier is None or earlier == later:
        return later
    return replace(later, notes=(*later.notes, CONFLICTING_REPEAT))


def _name(raw: object) -> str:
    if raw is None:
        return ""
    return clean_text(raw[:_NAME_LENGTH]) if isinstance(raw, str) else shortened(raw)
