"""What the demonstration's feed answers to a query: Socrata's parameters in, its JSON out; pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from scheduler.demo.record import Row
from scheduler.demo.soql import QueryRefused, known_column, parse_where, sort_value

USUAL_LIMIT = 1_000
MOST_ROWS = 50_000

_MAXIMUM = re.compile(r"max\((?P<column>[A-Za-z_]\w*)\)", re.IGNORECASE)
_PARAMETERS = frozenset({"$select", "$where", "$order", "$limit", "$offset"})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the feed: its status, its body and the tag of its content."""

    status: int
    body: bytes
    etag: str


def answer(rows: Sequence[Row], parameters: Mapping[str, str]) -> Answer:
    """The rows asked for as JSON, or Socrata's error object with status 400."""
    try:
        return _answer(200, _selected(rows, parameters))
    except QueryRefused as refusal:
        return _answer(400, {"code": refusal.code, "error": True, "message": str(refusal)})


def _selected(rows: Sequence[Row], parameters: Mapping[str, str]) -> list[Row]:
    unknown = sorted(parameters.keys() - _PARAMETERS)
    if unknown:
        raise QueryRefused("query.soql.unknown-parameter", f"Unrecognized parameter: {unknown[0][:60]}")
    where = parameters.get("$where", "")
    is_wanted = parse_where(where) if where.strip() else None
    found = [row for row in rows if is_wanted is None or is_wanted(row)]
    select = parameters.get("$select", "*").strip()
    maximum = _MAXIMUM.fullmatch(select)
    if maximum:
        return _maximum(found, known_column(maximum["column"]))
    ordered = _ordered(found, parameters.get("$order", "pk"))
    offset = _count(parameters, "$offset", 0)
    page = ordered[offset : offset + min(MOST_ROWS, _count(parameters, "$limit", USUAL_LIMIT))]
    if select == "*":
        return page
    columns = [known_column(name.strip()) for name in select.split(",")]
    return [{column: row[column] for column in columns if column in row} for row in page]


def _maximum(rows: Sequence[Row], column: str) -> list[Row]:
    having = [row for row in rows if column in row]
    largest = max(having, key=partial(sort_value, column=column), default=None)
    return [{f"max_{column}": largest[column]}] if largest else [{}]


def _ordered(rows: list[Row], order: str) -> list[Row]:
    """By each part of `$order`; rows without a value come last, as in Socrata."""
    ordered = rows
    for part in reversed(order.split(",")):
        name, _, direction = part.strip().partition(" ")
        if direction.strip().upper() not in ("", "ASC", "DESC"):
            raise QueryRefused("query.compiler.malformed", f"Could not parse the order {part.strip()[:60]!r}")
        column = known_column("socrata_id" if name == ":id" else name)
        is_descending = direction.strip().upper() == "DESC"
        having = [row for row in ordered if column in row]
        having.sort(key=partial(sort_value, column=column), reverse=is_descending)
        ordered = [*having, *(row for row in ordered if column not in row)]
    return ordered


def _count(parameters: Mapping[str, str], name: str, otherwise: int) -> int:
    text = parameters.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise QueryRefused("query.soql.invalid-parameter", f"{name} is no whole number: {text[:60]!r}")
    return int(text)


def _answer(status: int, value: Any) -> Answer:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, f'"{sha256(body).hexdigest()[:32]}"')
