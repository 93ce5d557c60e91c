"""Records whose fields lie in objects within objects, laid flat so that each field is taken once by its whole name."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.record import Record

T = TypeVar("T")


def flattened(record: object, branches: frozenset[str]) -> object:
    """The record with the fields of its `branches` (`property`, `property.address`) as `property.address.uprn`.

    Only objects named as branches are opened, so that no depth is too deep and nothing else is looked into. A name
    that stands twice, in the record or in a branch, makes the whole a RepeatedNames. A branch of null has no fields.
    """
    if not isinstance(record, dict):
        return record
    fields: dict[str, object] = {}
    is_repeated = isinstance(record, RepeatedNames)
    waiting: list[tuple[str, dict[str, object]]] = [("", record)]
    while waiting:
        lead, opened = waiting.pop()
        for inner, value in opened.items():
            name = f"{lead}{inner}"
            if name in branches and value is None:
                continue
            if name in branches and isinstance(value, dict):
                is_repeated = is_repeated or isinstance(value, RepeatedNames)
                waiting.append((f"{name}.", value))
            else:
                is_repeated = is_repeated or name in fields
                fields[name] = value
    return RepeatedNames(fields) if is_repeated else fields


def take_first(record: Record, names: Sequence[str], read: Callable[[object], T], called: str) -> T | None:
    """The first of these fields that says anything; all are taken, as `Record.take` does it."""
    taken = [record.take(name, read, called) for name in names]
    return next(filter(None, taken), None)
