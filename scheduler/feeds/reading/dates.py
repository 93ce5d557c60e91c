"""Dates in the forms that feeds declare; a form is never guessed. A date is a London day."""

import re
from datetime import UTC, date, datetime

from scheduler.feeds.reading.record import FieldUnfit

EARLIEST = date(1947, 7, 1)
"""No register is older than the Town and Country Planning Act 1947."""

LATEST_YEARS_AHEAD = 5

_DAY_MONTH_YEAR = re.compile(r"(?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4})", re.ASCII)
_FLOATING = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?)?", re.ASCII
)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})", re.ASCII)


def read_day_month_year(raw: object, today: date) -> date:
    """The day of `07/01/2026`, the 7th of January; FieldUnfit for any other form and for wild years."""
    return _day(_DAY_MONTH_YEAR, raw, today)


def read_floating(raw: object, today: date) -> date:
    """The day of a stamp without a zone, `2026-09-16T02:30:29.000`; FieldUnfit for other forms and wild years."""
    return _day(_FLOATING, raw, today)


def read_instant(raw: object) -> datetime:
    """The UTC instant of `…T22:13:31.278Z`, `…+00:00` or `…+01:00`; FieldUnfit for any other form."""
    if not isinstance(raw, str) or _INSTANT.fullmatch(raw) is None:
        raise FieldUnfit("bad-date")
    try:
        return datetime.fromisoformat(raw).astimezone(UTC)
    except (ValueError, OverflowError):
        raise FieldUnfit("bad-date") from None


def _day(form: re.Pattern[str], raw: object, today: date) -> date:
    found = form.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise FieldUnfit("bad-date")
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise FieldUnfit("bad-date") from None
    # Registers hold years such as 9187 and 1021: slips of the hand that say nothing of the true day.
    if day < EARLIEST or day.year > today.year + LATEST_YEARS_AHEAD:
        raise FieldUnfit("date-out-of-range")
    return day
