"""Applications as CSV (RFC 4180, UTF-8), safe to open in a spreadsheet.

A text cell that a spreadsheet would take for a formula is given an apostrophe before it; numbers stay numbers.
"""

import csv
from collections.abc import Iterable
from typing import TextIO

from alerts.domain.application import Application
from alerts.syndication.record import COLUMNS, centre, public_record

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def write(applications: Iterable[Application], out: TextIO) -> int:
    """Stream the applications to `out`; returns how many there were."""
    writer = csv.writer(out)
    writer.writerow((*COLUMNS, "longitude", "latitude"))
    count = 0
    for application in applications:
        lon, lat = centre(application) or (None, None)
        writer.writerow((*map(cell, public_record(application).values()), lon, lat))
        count += 1
    return count


def cell(value: str | bool | None) -> str:
    """A value as its cell: true and false as JSON writes them, text safe, nothing as nothing."""
    return str(value).lower() if isinstance(value, bool) else safe_cell(value)


def safe_cell(text: str | None) -> str:
    """A text cell that no spreadsheet runs: whatever would start a formula starts with an apostrophe."""
    shown = (text or "").replace("\x00", "")
    return f"'{shown}" if shown.lstrip(' "\ufeff').startswith(_FORMULA_STARTS) else shown
