"""What the commands of feeds print on: a console, tables whose cells are never taken for markup, local times."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH_OF_FILES = 160


def console() -> Console:
    """Stdout, as wide as the terminal, or wide enough for a table where it is none."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH_OF_FILES, highlight=False)


def cell(value: object, style: str = "") -> Text:
    """A value to print as it is, without letters that a terminal would obey."""
    text = "" if value is None else str(value)
    return Text("".join(letter if letter.isprintable() else " " for letter in text), style)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """A table of these rows, a Text among their values kept in its style."""
    made = Table(*columns)
    for row in rows:
        made.add_row(*(value if isinstance(value, Text) else cell(value) for value in row))
    return made


def print_rows(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """These columns of the rows, or a word where there are none."""
    listed = [[row[column] for column in columns] for row in rows]
    console().print(table(columns, listed) if rows else "Nothing.")


def moment(at: datetime | None, zone: tzinfo) -> str:
    """An instant by a clock on the wall: `3 Nov 2026 14:05`."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %Y %H:%M}"
