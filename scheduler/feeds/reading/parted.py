"""An answer taken apart into its records as they came, so that those said before need not be read; the only msgspec."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from scheduler.feeds.reading.payload import KnownRecord, RepeatedNames, Thinned, read_json

Path = tuple[str, ...]

_BETWEEN = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")
_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


@dataclass(frozen=True)
class RecordList:
    """Where the JSON of a kind's answers holds its records: `at` the names from the outermost object down to the list.

    `kept` are the fields, each by the names that lead to it, which a page's cursor and key are made of: all that is
    read of a record that is known. `key_of` gives, from these, the key of the application that the kind reads from
    the record; "" where it has none.
    """

    at: Path
    kept: tuple[Path, ...]
    key_of: Callable[[object], str]


class _Piece(NamedTuple):
    raw: bytes
    kept: KnownRecord
    key: str


@dataclass(frozen=True)
class Parted:
    """An answer and the pieces of it that are records, which lie between `start` and `end`."""

    payload: bytes
    at: Path
    start: int
    end: int
    pieces: tuple[_Piece, ...]

    def digests(self, salt: bytes) -> dict[str, bytes]:
        """What tells a record from every other, by its key. Records of one key are not told apart by it: they have
        none. `salt` is all else that decides how a record is read.
        """
        times = Counter(piece.key for piece in self.pieces)
        return {
            piece.key: blake2b(piece.raw, digest_size=16, key=salt).digest()
            for piece in self.pieces
            if piece.key and times[piece.key] == 1
        }

    def without(self, known: Collection[str]) -> Thinned | None:
        """The answer as read by `read_json`, but that only what is kept was read of the records of these keys. None
        where it is not as simple as it looked; raises PageUnreadable as `read_json` does.
        """
        numbers = list(range(len(self.pieces)))
        stand_ins = ",".join(map(str, numbers)).encode()
        value = read_json(self.payload[: self.start] + stand_ins + self.payload[self.end :])
        records = _at(value, self.at)
        if records != numbers or not isinstance(records, list):
            return None
        records[:] = [piece.kept if piece.key in known else read_json(piece.raw) for piece in self.pieces]
        return Thinned(value)


def part(payload: bytes, where: RecordList) -> Parted | None:
    """The answer taken apart; None where it is anything but plain, and must be read as a whole."""
    try:
        found = _list_decoder(where.at).decode(payload)
        for _ in where.at:
            (found,) = msgspec.structs.astuple(found)
        pieces = tuple(_piece(bytes(raw), where) for raw in found)
    except _UNREADABLE:
        return None
    span = _span(payload, [piece.raw for piece in pieces])
    return Parted(payload, where.at, *span, pieces) if span else None


def _piece(raw: bytes, where: RecordList) -> _Piece:
    try:
        kept = KnownRecord(msgspec.to_builtins(_field_decoder(where.kept).decode(raw)))
    except _UNREADABLE:
        return _Piece(raw, KnownRecord(), "")
    return _Piece(raw, kept, where.key_of(kept))


def _span(payload: bytes, raws: Sequence[bytes]) -> tuple[int, int] | None:
    """Where the records begin and end: one after another, with nothing but a comma between two."""
    start = end = payload.find(raws[0]) if raws else -1
    if start < 0:
        return None
    for number, raw in enumerate(raws):
        if number:
            between = _BETWEEN.match(payload, end)
            if between is None:
                return None
            end = between.end()
        if not payload.startswith(raw, end):
            return None
        end += len(raw)
    return start, end


def _at(value: object, path: Path) -> object:
    for name in path:
        if not isinstance(value, dict) or isinstance(value, RepeatedNames):
            return None
        value = value.get(name)
    return value


@cache
def _list_decoder(at: Path) -> "msgspec.json.Decoder[Any]":
    shape: Any = list[msgspec.Raw]
    for name in reversed(at):
        shape = msgspec.defstruct("Outer", [("inner", shape)], rename={"inner": name})
    return msgspec.json.Decoder(shape)


@cache
def _field_decoder(paths: tuple[Path, ...]) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(_shape(sorted(paths)))


def _shape(paths: Sequence[Path]) -> Any:
    """A struct of the fields that these paths begin with; a path that ends with one takes whatever stands there."""
    fields, names = [], {}
    for number, (name, group) in enumerate(groupby(paths, key=lambda path: path[0])):
        deeper = [path[1:] for path in group if len(path) > 1]
        shape: Any = _shape(deeper) if deeper else Any
        fields.append((f"field_{number}", shape | None if deeper else shape, None))
        names[f"field_{number}"] = name
    return msgspec.defstruct("Kept", fields, rename=names)
