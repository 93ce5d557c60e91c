"""Dates in the forms that feeds declare; a form is never guessed. A date is a London day."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduler.feeds.reading.record import FieldUnfit

EARLIEST = date(1947, 7, 1)
"""No register is older than the Town and Country Planning Act 1947."""

LATEST_YEARS_AHEAD = 5

ReadDate = Callable[[object], date]
"""Reads one value of a feed as a London day; FieldUnfit where it is none."""

_LONDON = ZoneInfo("Europe/London")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateForm(StrEnum):
    """A form that settings may declare. Stamps with a zone are turned to London's day; those without are London's."""

    DAY_MONTH_YEAR = "dd/mm/yyyy"
    YEAR_MONTH_DAY = "yyyy/mm/dd"
    ISO = "yyyy-mm-dd"
    DAY_NAMED_MONTH_YEAR = "d mmm yyyy"
    DAY_NAMED_MONTH_SHORT_YEAR = "dd-mmm-yy"
    EPOCH_MS = "epoch-ms"


_CLOCK = r"(?:[T ](?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_PATTERNS = {
    DateForm.DAY_MONTH_YEAR: re.compile(
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})" + _CLOCK, re.ASCII
    ),
    DateForm.YEAR_MONTH_DAY: re.compile(
        r"(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})" + _CLOCK, re.ASCII
    ),
    DateForm.ISO: re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _CLOCK, re.ASCII),
    DateForm.DAY_NAMED_MONTH_YEAR: re.compile(
        _WEEKDAY + r"(?P<day>\d{1,2}) (?P<month>[a-z]{3,9}) (?P<year>\d{4})" + _CLOCK,
        re.ASCII | re.IGNORECASE,
    ),
    DateForm.DAY_NAMED_MONTH_SHORT_YEAR: re.compile(
        r"(?P<day>\d{1,2})-(?P<month>[a-z]{3})-(?P<year>\d{2})", re.ASCII | re.IGNORECASE
    ),
}
_TWO_DIGITS_MEAN_THE_LAST_CENTURY_FROM = 47
_FLOATING = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?)?", re.ASCII
)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_DAY_MONTH_YEAR = re.compile(r"(?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4})", re.ASCII)


def date_reader(forms: Sequence[DateForm], today: date) -> ReadDate:
    """A reader of dates in any of these forms, tried in turn.

    It raises FieldUnfit `bad-date` for other forms and days that no calendar has, `date-out-of-range` for days
    before July 1947 or more than five years ahead.
    """

    def read(raw: object) -> date:
        for form in forms:
            day = _epoch_day(raw) if form is DateForm.EPOCH_MS else _written_day(_PATTERNS[form], raw)
            if day is not None:
                return _in_range(day, today)
        raise FieldUnfit("bad-date")

    return read


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
    day = _written_day(form, raw)
    if day is None:
        raise FieldUnfit("bad-date")
    return _in_range(day, today)


def _written_day(form: re.Pattern[str], raw: object) -> date | None:
    found = form.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if found is None:
        return None
    parts = found.groupdict()
    try:
        day = date(_year(parts["year"]), _month(parts["month"]), int(parts["day"]))
        return _in_london(day, parts.get("clock"), parts.get("zone"))
    except (ValueError, OverflowError):
        raise FieldUnfit("bad-date") from None


def _year(written: str) -> int:
    year = int(written)
    if len(written) > 2:
        return year
    return year + (1900 if year >= _TWO_DIGITS_MEAN_THE_LAST_CENTURY_FROM else 2000)


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTHS.index(written[:3].casefold()) + 1


def _in_london(day: date, clock: str | None, zone: str | None) -> date:
    """The London day of a stamp; one without a clock time or a zone is London's already."""
    if not clock or not zone:
        return day
    offset = "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:] if len(zone) > 3 else '00'}"
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}{offset}").astimezone(_LONDON).date()


def _epoch_day(raw: object) -> date | None:
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=raw)).astimezone(_LONDON).date()
    except OverflowError:
        raise FieldUnfit("date-out-of-range") from None


def _in_range(day: date, today: date) -> date:
    # Registers hold years such as 9187 and 1021: slips of the hand that say nothing of the true day.
    if day < EARLIEST or day.year > today.year + LATEST_YEARS_AHEAD:
        raise FieldUnfit("date-out-of-range")
    return day
