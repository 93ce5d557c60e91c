"""An answer's bytes as JSON values, read strictly; whatever is wrong with it is a PageUnreadable."""

import json
from dataclasses import dataclass
from typing import NoReturn

from scheduler.page import PageUnreadable

_SHOWN = 80


class RepeatedNames(dict[str, object]):
    """A JSON object in which a name stands twice: nobody can say which value was meant."""


class KnownRecord(dict[str, object]):
    """A record that says what it said before, with those of its fields that cursors are made of and no other."""


@dataclass(frozen=True)
class Thinned:
    """An answer that has been read already, its records that are known only so far as they are kept."""

    value: object


Payload = bytes | Thinned
"""An answer as it came, or one of which what is known was left out."""


def read_json(payload: Payload) -> object:
    """The value of a JSON payload in UTF-8, with or without a byte order mark.

    Raises PageUnreadable: `empty`, `bad-encoding`, `html`, `not-json`, `too-deep`. An object with a name twice comes
    as RepeatedNames. NaN and infinities are let through for their field to refuse: one does not spoil a page.
    """
    if isinstance(payload, Thinned):
        return payload.value
    if not payload.strip():
        raise PageUnreadable("empty", "the answer has no content")
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Read in another encoding the words of a whole page would change, and every change would be told.
        raise PageUnreadable("bad-encoding", f"not UTF-8 at byte {error.start}") from None
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise PageUnreadable("too-deep", "lists or objects within one another without end") from None
    except ValueError as error:
        _refuse(text, error)


def read_object(payload: Payload) -> dict[str, object]:
    """The payload's one object; PageUnreadable `unexpected-shape` or, where it tells of an error, `error-answer`."""
    value = read_json(payload)
    if not isinstance(value, dict) or isinstance(value, RepeatedNames):
        raise PageUnreadable("unexpected-shape", f"an object was expected, not {_kind(value)}")
    refuse_error(value)
    return value


def read_list(payload: Payload) -> list[object]:
    """The payload's one list; PageUnreadable `unexpected-shape` or, where it tells of an error, `error-answer`."""
    value = read_json(payload)
    if isinstance(value, dict):
        refuse_error(value)
    if not isinstance(value, list):
        raise PageUnreadable("unexpected-shape", f"a list was expected, not {_kind(value)}")
    return value


def refuse_error(value: dict[str, object]) -> None:
    """PageUnreadable `error-answer` where an object in place of a page tells of an error."""
    if value.get("error"):
        words = value.get("message") or value["error"]
        raise PageUnreadable("error-answer", _one_line(str(words)))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedNames(found)


def _refuse(text: str, error: ValueError) -> NoReturn:
    if text.lstrip().startswith("<"):
        raise PageUnreadable("html", f"a web page in place of data: {_one_line(text)}") from None
    raise PageUnreadable("not-json", _one_line(str(error))) from None


def _one_line(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * _SHOWN])
    return " ".join(printable.split())[:_SHOWN]


def _kind(value: object) -> str:
    if isinstance(value, RepeatedNames):
        return "an object with a name twice"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a bare value"
