"""One record while it is being read: every field is taken once, and what nobody took is left over."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from alerts.domain.application import Application
from scheduler.page import Problem

T = TypeVar("T")

_DETAIL_LENGTH = 100


class FieldUnfit(Exception):
    """A value that cannot be read as what its field is; the message is a code such as `bad-date`."""


class RecordUnfit(Exception):
    """A record that cannot be read for want of a field it must have."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class FieldReading(NamedTuple):
    """One field of a feed as it came and as it was read; None where it said nothing or nothing fit to read.

    `called` is our word for the field, `fault` the code of what made it unfit.
    """

    name: str
    raw: object
    read_as: object
    called: str = ""
    fault: str | None = None

    @property
    def is_filled(self) -> bool:
        """Whether the feed said anything here."""
        return not is_blank(self.raw)


class LeftOver(str):
    """The name of a field that nobody took, with its value as it came."""

    raw: object

    def __new__(cls, name: str, raw: object) -> "LeftOver":
        made = super().__new__(cls, name)
        made.raw = raw
        return made


@dataclass(frozen=True)
class Reading:
    """What became of one record. `left_over` names the fields that this kind of feed does not know. `raw` are its
    fields as they came but for the `unread`, known ones that are never looked at, personal ones among them.
    """

    record: str
    outcome: Application | Problem
    fields: tuple[FieldReading, ...] = ()
    left_over: tuple[LeftOver, ...] = ()
    raw: Mapping[str, object] | None = None
    unread: tuple[str, ...] = ()


class Record:
    """The fields of one record, given out one by one; collects the notes of what could not be read."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = dict(fields)
        self._taken: list[FieldReading] = []
        self._notes: list[str] = []

    def take(self, name: str, read: Callable[[object], T], called: str) -> T | None:
        """The field `name` by `read`: None where it is absent or blank, and with a note where it is unfit.

        `called` is our word for the field, for the note. An empty `name` is a field that this feed has not.
        """
        raw = self._fields.pop(name, None) if name else None
        value, unfit = None, None
        if not is_blank(raw):
            try:
                value = read(raw)
            except FieldUnfit as fault:
                unfit = str(fault)
                self.note(f"{fault}:{called}")
            except RecordUnfit as fault:
                self._taken.append(FieldReading(name, raw, None, called, fault.reason))
                raise
        if name:
            self._taken.append(FieldReading(name, raw, value, called, unfit))
        return value

    def require(self, name: str, read: Callable[[object], T], missing: str) -> T:
        """The field `name` by `read`; RecordUnfit with the reason `missing` if blank, `bad-field` if unfit."""
        raw = self._fields.pop(name, None)
        called = missing.partition("-")[2]
        if is_blank(raw):
            self._taken.append(FieldReading(name, raw, None, called))
            raise RecordUnfit(missing, f"{name} is empty")
        try:
            value = read(raw)
        except FieldUnfit as fault:
            self._taken.append(FieldReading(name, raw, None, called, str(fault)))
            raise RecordUnfit("bad-field", f"{name} is {shortened(raw)} ({fault})") from None
        except RecordUnfit as fault:
            self._taken.append(FieldReading(name, raw, None, called, fault.reason))
            raise
        self._taken.append(FieldReading(name, raw, value, called))
        return value

    def note(self, words: str) -> None:
        """Keep a note of what was put right or left out."""
        if words not in self._notes:
            self._notes.append(words)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(self._notes)

    @property
    def taken(self) -> tuple[FieldReading, ...]:
        return tuple(self._taken)

    @property
    def remaining(self) -> tuple[LeftOver, ...]:
        """The fields that nobody took or passed over."""
        return tuple(LeftOver(name, raw) for name, raw in self._fields.items())

    def pass_over(self, names: Iterable[str]) -> None:
        """Let go of fields that are known and of no use here, personal ones among them, without looking."""
        for name in names:
            self._fields.pop(name, None)


def shortened(raw: object) -> str:
    """A value as it stood in the feed, cut to be quoted in a problem's words."""
    if isinstance(raw, dict | list):
        return "an object" if isinstance(raw, dict) else "a list"
    shown = repr(raw)
    return shown if len(shown) <= _DETAIL_LENGTH else f"{shown[:_DETAIL_LENGTH]}…"


def is_blank(raw: object) -> bool:
    """Whether a value says nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())
