"""How each column of a page was read, over all its records, and what nobody read or nobody told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from alerts.domain.application import Application
from scheduler.feeds.reading.personal import looks_personal
from scheduler.feeds.reading.record import FieldReading, Reading, is_blank, shortened

_SHOWN_LETTERS = 70
NOT_SHOWN = "not shown: it looks personal"

_WITHOUT = {
    "description": "people read “No description given”",
    "address": "people see where it is by the map alone",
    "postcode": "nothing can be placed by its postcode",
    "application_type": "nobody can choose by type",
    "status": "whether it is still open is told by the decision alone",
    "decision": "people do not hear of decisions",
    "received_date": "lists are ordered by the other dates",
    "valid_date": "there is nothing to estimate the last day to comment from",
    "consultation_end_date": "people will see an estimate",
    "decision_date": "people do not read when it was decided",
    "withdrawn_date": "a withdrawal is told by the status alone",
    "url": "people get no link to the council's page; `link` can build one in kinds that have it",
    "site": "nothing is on the map, and only those hear of it who watch the whole council",
}
"""What people miss without a field, by our word for it."""


@dataclass
class CheckedField:
    """One column over a page: what it is to us, an example as it came and as it was read, how often it was filled, and
    how often it was unfit or had to be put right, by reason.
    """

    name: str
    called: str
    raw: str = ""
    read_as: str = ""
    asked: int = 0
    filled: int = 0
    remarks: Counter[str] = field(default_factory=Counter)

    unfit: int = 0

    @property
    def filled_percent(self) -> int:
        return round(100 * self.filled / self.asked) if self.asked else 0

    @property
    def is_mostly_unfit(self) -> bool:
        """Whether it is probably written in another form than its settings say."""
        return 2 * self.unfit > self.filled

    def heard(self, said: FieldReading) -> None:
        self.asked += 1
        self.filled += said.is_filled
        if said.fault:
            self.remarks[said.fault] += 1
            self.unfit += 1
        if said.is_filled and (not self.raw or (not self.read_as and said.read_as is not None)):
            self.raw, self.read_as = shown(said.raw), shown(said.read_as)

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.name,
            "field": self.called,
            "raw": self.raw,
            "read_as": self.read_as,
            "records": self.asked,
            "filled": self.filled,
            "unfit_or_put_right": dict(self.remarks),
        }


@dataclass(frozen=True)
class LeftOverColumn:
    """A column that this feed's settings do not know: in how many records it was filled, and with what."""

    name: str
    count: int
    example: str


def checked_fields(readings: Sequence[Reading]) -> tuple[CheckedField, ...]:
    """Every column that was read, in the order in which it is."""
    found: dict[str, CheckedField] = {}
    for reading in readings:
        for said in reading.fields:
            found.setdefault(said.name, CheckedField(said.name, said.called)).heard(said)
        for name, code in _remarks_beside(reading):
            found[name].remarks[code] += 1
    return tuple(found.values())


def left_over(readings: Sequence[Reading]) -> tuple[LeftOverColumn, ...]:
    """The columns that nobody read, the most filled first, each with an example unless that looks personal."""
    counted: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for reading in readings:
        for column in reading.left_over:
            counted[str(column)] += not is_blank(column.raw)
            if not examples.get(column):
                examples[str(column)] = _example(str(column), column.raw)
    return tuple(LeftOverColumn(name, count, examples[name]) for name, count in counted.most_common())


def without(columns: Sequence[CheckedField], applications: Sequence[Application]) -> dict[str, str]:
    """What no application of the page has, by our word: why, and what people miss by it."""
    named: dict[str, list[str]] = {}
    for column in columns:
        named.setdefault(column.called, []).append(column.name)
    return {
        name: f"{_why_empty(name, named.get(name, []))}: {missed}"
        for name, missed in _WITHOUT.items()
        if applications and not any(getattr(application, name) for application in applications)
    }


def shown(value: object) -> str:
    """A value cut to fit a line, without letters that a terminal would obey."""
    text = "" if value is None else str(value)
    one_line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return one_line if len(one_line) <= _SHOWN_LETTERS else one_line[: _SHOWN_LETTERS - 1] + "…"


def _why_empty(name: str, columns: Sequence[str]) -> str:
    if name == "site":
        return "no application has a place"
    if not columns:
        return f"no column is mapped to {name}"
    return f"{', '.join(columns)} told nothing that can be read"


def _remarks_beside(reading: Reading) -> Iterator[tuple[str, str]]:
    """What the notes of an application say of its columns beyond their own faults: of places, read all together."""
    if not isinstance(reading.outcome, Application):
        return
    for note in reading.outcome.notes:
        code, _, called = note.partition(":")
        named = [said for said in reading.fields if said.called == called and said.is_filled]
        if named and not any(said.fault == code for said in named):
            yield named[0].name, code


def _example(name: str, raw: object) -> str:
    text = shortened(raw) if isinstance(raw, dict | list) else shown(raw)
    return NOT_SHOWN if text and looks_personal(name, text) else text
