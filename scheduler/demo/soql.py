"""The part of Socrata's query language that a poll speaks: comparisons, AND, OR, parentheses, IS NULL; pure."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple, NoReturn

from scheduler.demo.record import Row

Predicate = Callable[[Row], bool]

_LONGEST_QUERY = 4_000
_DEEPEST = 20
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>:?[A-Za-z_]\w*)|(?P<sign><=|>=|!=|<>|[<>=()]))"
)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "!=": ne,
    "<>": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_NUMBERS = frozenset({"pk", "easting", "northing", "latitude", "longitude"})
_STAMPS = frozenset(
    {
        "registered_date",
        "valid_from_date",
        "consultation_start_date",
        "consultation_end_date",
        "system_status_change_date",
        "decision_date",
        "last_uploaded",
    }
)
_TEXTS = frozenset(
    {
        "socrata_id",
        "application_number",
        "development_address",
        "development_description",
        "application_type",
        "system_status",
        "decision_type",
        "spatial_accuracy",
    }
)
COLUMNS = _NUMBERS | _STAMPS | _TEXTS


class QueryRefused(Exception):
    """A query that the demonstration does not answer; `code` is Socrata's, or as like it as can be."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Token(NamedTuple):
    kind: str
    text: str


def parse_where(text: str) -> Predicate:
    """The rows that a `$where` asks for; QueryRefused where it is not understood."""
    if len(text) > _LONGEST_QUERY:
        raise QueryRefused("query.soql.too-long", f"$where is longer than {_LONGEST_QUERY} characters")
    return _Parser(_tokens(text)).whole()


def sort_value(row: Row, column: str) -> Any:
    """A column's value as it is compared; None where the row has none."""
    value = row.get(column)
    return None if value is None else _typed(column, str(value))


def known_column(name: str) -> str:
    """The column of this name; QueryRefused where there is none."""
    if name.lower() not in COLUMNS:
        raise QueryRefused("query.soql.no-such-column", f"No such column: {name[:60]}")
    return name.lower()


class _Parser:
    """Reads tokens from left to right; AND binds closer than OR."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Predicate:
        predicate = self._either()
        if self._at < len(self._tokens):
            _refuse(self._tokens[self._at].text)
        return predicate

    def _either(self) -> Predicate:
        parts = [self._both()]
        while self._take_word("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _both(self) -> Predicate:
        parts = [self._single()]
        while self._take_word("and"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _single(self) -> Predicate:
        token = self._next()
        if token == _Token("sign", "("):
            return self._within_parentheses()
        if token.kind != "word":
            _refuse(token.text)
        column = known_column(token.text)
        if self._take_word("is"):
            is_wanted_null = not self._take_word("not")
            if not self._take_word("null"):
                _refuse(self._next().text)
            return lambda row: (row.get(column) is None) is is_wanted_null
        return self._comparison(column)

    def _within_parentheses(self) -> Predicate:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryRefused("query.soql.too-deep", "parentheses within one another too deep")
        predicate = self._either()
        self._depth -= 1
        if self._next() != _Token("sign", ")"):
            _refuse("a parenthesis that is not closed")
        return predicate

    def _comparison(self, column: str) -> Predicate:
        sign, literal = self._next(), self._next()
        compare = _OPERATORS.get(sign.text)
        if compare is None or literal.kind not in ("text", "number"):
            _refuse(f"{column} {sign.text} {literal.text}")
        if (literal.kind == "number") is not (column in _NUMBERS):
            raise QueryRefused(
                "query.soql.type-mismatch", f"{column} cannot be compared with {literal.text[:60]}"
            )
        plain = literal.text[1:-1].replace("''", "'") if literal.kind == "text" else literal.text
        wanted = _typed(column, plain)

        def is_met(row: Row) -> bool:
            value = sort_value(row, column)
            return value is not None and compare(value, wanted)

        return is_met

    def _next(self) -> _Token:
        if self._at == len(self._tokens):
            _refuse("the end")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take_word(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == _Token("word", word):
            self._at += 1
            return True
        return False


_RESERVED = frozenset({"and", "or", "is", "not", "null"})


def _tokens(text: str) -> list[_Token]:
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            _refuse(text[at : at + 20])
        word = found[found.lastgroup]
        tokens.append(_Token(found.lastgroup, word.lower() if word.lower() in _RESERVED else word))
        at = found.end()
    return tokens


def _typed(column: str, text: str) -> Any:
    if column in _NUMBERS:
        return Decimal(text)
    if column not in _STAMPS:
        return text
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        stamp = None
    if stamp is None or stamp.tzinfo is not None:
        raise QueryRefused("query.soql.type-mismatch", f"{column} cannot be compared with {text[:60]!r}")
    return stamp


def _refuse(near: str) -> NoReturn:
    raise QueryRefused("query.compiler.malformed", f"Could not parse the query near {near[:60]!r}")
