"""An answer's bytes as the rows of a CSV table, read strictly; a bad row is a problem, a bad table is refused."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from scheduler.feeds.reading.payload import refuse_error
from scheduler.feeds.reading.record import shortened
from scheduler.page import PageUnreadable, Problem

LONGEST_FIELD = 1024 * 1024

# The csv module keeps one bound for the whole process; its own, 128 KiB, is too small for a boundary in a column.
csv.field_size_limit(LONGEST_FIELD)

_LONGEST_LIST = 1_500
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NEVER_CLOSED = "unexpected end of data"  # the csv module's words where a file ends within quotes


class Encoding(StrEnum):
    """How a feed writes its letters, as its settings declare it; never guessed."""

    UTF8 = "utf-8"
    CP1252 = "cp1252"
    CP850 = "cp850"
    LATIN1 = "latin-1"
    UTF16 = "utf-16"


class Delimiter(StrEnum):
    """What stands between two fields of a row."""

    COMMA = ","
    SEMICOLON = ";"
    TAB = "\t"
    PIPE = "|"


class Table(NamedTuple):
    """The rows of a table by their column's name, in their order; a Problem stands where one could not be read."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, object] | Problem, ...]

    def require(self, columns: Iterable[str]) -> None:
        """PageUnreadable `missing-column` unless the header has all of these."""
        missing = [column for column in columns if column not in self.columns]
        if missing:
            raise PageUnreadable(
                "missing-column", f"no column {_listed(missing)}; the header has {_listed(self.columns)}"
            )


class _Line(NamedTuple):
    """One row as the csv module gives it, or what it says against it; `first` and `last` are lines of the file."""

    first: int
    last: int
    cells: list[str]
    fault: str = ""


def read_table(
    payload: bytes, encoding: Encoding = Encoding.UTF8, delimiter: Delimiter = Delimiter.COMMA
) -> Table:
    """The table of a CSV payload whose first row names its columns. Rows of blanks alone are no rows.

    Raises PageUnreadable: `empty`, `bad-encoding`, `html`, `error-answer`, `not-csv`, `unexpected-shape`, `truncated`.
    """
    text = _letters(payload, encoding)
    _refuse_other_forms(text)
    lines = list(_lines(text, delimiter))
    _refuse_cut(lines, has_last_line_end=text.endswith(("\n", "\r")))
    columns = _columns(lines[0])
    rows = (_row(columns, line) for line in lines[1:] if line.fault or not _is_blank(line.cells))
    return Table(columns, tuple(rows))


def _letters(payload: bytes, encoding: Encoding) -> str:
    """The text of a payload in its declared encoding; PageUnreadable `empty` or `bad-encoding`."""
    if payload.startswith(_UTF8_MARK) and encoding is not Encoding.UTF8:
        raise _not_in(encoding, "begins with the mark of UTF-8", Encoding.UTF8)
    if payload.startswith(_UTF16_MARKS) and encoding is not Encoding.UTF16:
        raise _not_in(encoding, "begins with the mark of UTF-16", Encoding.UTF16)
    try:
        text = payload.decode("utf-8-sig" if encoding is Encoding.UTF8 else encoding)
    except UnicodeDecodeError as error:
        # Read in another encoding the words of every row would change, and every change would be told.
        wrong = f"has {payload[error.start]:#04x} at byte {error.start}"
        raise _not_in(encoding, wrong, *(other for other in Encoding if other is not encoding)) from None
    if not text.strip():
        raise PageUnreadable("empty", "the answer has no content")
    return text


def _not_in(encoding: Encoding, wrong: str, *others: Encoding) -> PageUnreadable:
    declared = " or ".join(f'encoding = "{other}"' for other in others)
    return PageUnreadable("bad-encoding", f"the answer {wrong}, which is not {encoding}: declare {declared}")


def _refuse_other_forms(text: str) -> None:
    """PageUnreadable where a web page, or JSON, stands in place of a table."""
    start = text.lstrip()
    if start.startswith("<"):
        raise PageUnreadable("html", f"a web page in place of data: {shortened(start[:200])}")
    if not start.startswith(("{", "[")):
        return
    try:
        value = json.loads(start)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        refuse_error(value)
    if start.startswith("{") or value is not None:
        raise PageUnreadable("not-csv", f"JSON in place of a table: {shortened(start[:200])}")


def _lines(text: str, delimiter: Delimiter) -> Iterator[_Line]:
    """Every row from the header on, with the faults the csv module finds; it goes on after each."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    has_header = False
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Line(first, reader.line_num, [], str(error))
            continue
        has_header = has_header or not _is_blank(cells)
        if cells and has_header:
            yield _Line(first, reader.line_num, cells)


def _refuse_cut(lines: list[_Line], has_last_line_end: bool) -> None:
    """PageUnreadable `truncated` where the file ends within a row, `unexpected-shape` where it has none."""
    if not lines:
        raise PageUnreadable("unexpected-shape", "no row names the columns")
    last = lines[-1]
    if last.fault == _NEVER_CLOSED:
        raise PageUnreadable("truncated", f"the file ends within quotes that open on line {last.first}")
    if not has_last_line_end and len(last.cells) < len(lines[0].cells):
        raise PageUnreadable("truncated", f"the file ends within line {last.last}")


def _columns(header: _Line) -> tuple[str, ...]:
    """The names of the columns; one without a name goes by its number."""
    if header.fault:
        raise PageUnreadable("not-csv", f"line {header.first}: {header.fault}")
    if any("\0" in name for name in header.cells):
        raise _not_in(Encoding.UTF8, "has zero bytes between its letters", Encoding.UTF16)
    names = tuple(name.strip() or f"column {number}" for number, name in enumerate(header.cells, 1))
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise PageUnreadable("unexpected-shape", f"the header has {_listed(repeated)} more than once")
    return names


def _row(columns: tuple[str, ...], line: _Line) -> dict[str, object] | Problem:
    if not line.fault and len(line.cells) == len(columns):
        return dict(zip(columns, line.cells, strict=True))
    at = f"line {line.first}" if line.first == line.last else f"lines {line.first} to {line.last}"
    wrong = line.fault or f"{len(line.cells)} columns where the header has {len(columns)}"
    return Problem("bad-row", f"{at}: {wrong}", at)


def _is_blank(cells: list[str]) -> bool:
    return not any(map(str.strip, cells))


def _listed(names: Iterable[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names)
    return listed if len(listed) <= _LONGEST_LIST else f"{listed[:_LONGEST_LIST]}…"
