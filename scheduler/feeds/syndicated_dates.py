"""The two forms of date that feeds of entries may have: RFC 822, as RSS has it, and ISO; each told by its looks."""

import re
from datetime import date

from scheduler.feeds.reading.dates import DateForm, ReadDate, date_reader
from scheduler.feeds.reading.record import FieldUnfit

# RFC 822's own, and BST, which British servers write beside GMT.
_ZONES = {
    "UT": "+0000", "UTC": "+0000", "GMT": "+0000", "BST": "+0100",
    "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
    "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}  # fmt: skip
_NAMED_ZONE = re.compile(rf" ({'|'.join(_ZONES)})$")


def stamp_reader(today: date) -> ReadDate:
    """A reader of stamps as London days: `Wed, 10 Jun 2026 08:00:00 GMT`, `2026-06-10T08:00:00Z`, days alone."""
    read_day = date_reader((DateForm.DAY_NAMED_MONTH_YEAR, DateForm.ISO), today)

    def read(raw: object) -> date:
        if not isinstance(raw, str):
            raise FieldUnfit("bad-date")
        return read_day(_NAMED_ZONE.sub(lambda zone: f" {_ZONES[zone[1]]}", raw.strip()))

    return read
