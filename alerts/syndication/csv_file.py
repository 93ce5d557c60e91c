"""Records as CSV (RFC 4180, UTF-8), safe to open in a spreadsheet.

A text cell that a spreadsheet would take for a formula is given an apostrophe before it, as is one that begins with an
apostrophe: whoever takes one away from each cell that begins with one has the text as it was, but for the null
characters that no cell can hold. Numbers stay numbers, the longitude -0.14 with them.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from alerts.syndication.published import NAMES, Batch, Cell, text_of
from alerts.syndication.text_file import TextForm

_FORMULA = re.compile(
    # Quotes, spaces of every kind, control characters and marks that show nothing, which a spreadsheet may drop.
    '^[ "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*'
    "[=+@\t\r\n＝＋－＠﹢﹣﹦﹫'-]"
)
"""What would be a formula, some of it only after a spreadsheet has made narrow signs of wide ones."""


def line(cells: Sequence[str | float]) -> str:
    """One line of cells that are safe as they are."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue()


def cell(value: Cell) -> str | float:
    """A value as its cell: true and false as JSON writes them, numbers as they are, text safe, nothing as nothing."""
    if value.__class__ is str and value[:1].isalnum() and "\x00" not in value:
        return value  # most are: no formula begins with a letter or a digit
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, float) else safe_cell(text_of(value))


def safe_cell(text: str | None) -> str:
    """A text cell that no spreadsheet runs: whatever would start a formula starts with an apostrophe."""
    shown = (text or "").replace("\x00", "")
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _lines(batch: Batch) -> Iterable[str]:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([cell(value) for value in row] for row in batch.rows)
    return (out.getvalue(),)


FORM = TextForm(line(NAMES), "", "", _lines)
