"""The numbers of a chart as a table: for the page behind its picture, and for files."""

from dataclasses import dataclass
from typing import NamedTuple

Cell = str | int | float | None


class Column(NamedTuple):
    """A column: `name` in a file, `words` over it on the page."""

    name: str
    words: str
    is_number: bool = True


@dataclass(frozen=True)
class Table:
    """Rows as long as there are columns; None where a number is not known. `shown` are the cells as a page says them,
    where they differ from those of a file.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: tuple[tuple[str, ...], ...] = ()

    @property
    def on_page(self) -> tuple[tuple[str, ...], ...]:
        return self.shown or tuple(tuple(map(written, row)) for row in self.rows)


def written(cell: Cell) -> str:
    """A cell as a page says it."""
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:,.1f}".removesuffix(".0")
    return cell if isinstance(cell, str) else f"{cell:,}"
