"""One row of a file of planning applications, read through its map of columns."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from alerts.domain.application import Application
from alerts.domain.vocabulary import plain_words
from scheduler.feeds.csv_preset import filled
from scheduler.feeds.csv_settings import CsvColumns, CsvSettings
from scheduler.feeds.kind import Feed
from scheduler.feeds.mapped_row import Manner, mapped_reading
from scheduler.feeds.reading.dates import date_reader
from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.record import FieldUnfit, Reading, shortened
from scheduler.feeds.reading.words import read_key
from scheduler.page import Problem

ReadRow = Callable[[dict[str, object] | Problem], Reading]

_GRID_WORDS = frozenset({"osgb36", "osgb", "bng", "british national grid", "epsg 27700"})


def row_reader(feed: Feed[CsvSettings], today: date) -> ReadRow:
    """A reader of the rows of this feed's file; its outcome is an application or what is wrong with the row."""
    settings = filled(feed.settings)
    columns, copies = _each_once(settings.columns)
    on_grid = columns.model_copy(
        update={"longitude": "", "latitude": "", "easting": columns.longitude, "northing": columns.latitude}
    )
    ours = tuple(filter(None, (columns.crs, columns.organisation)))
    manner = Manner(
        read_date=date_reader(settings.dates, today),
        own=settings.own_words(),
        link=settings.link,
        unread=settings.unread,
        ours=ours,
    )

    def read(row: dict[str, object] | Problem) -> Reading:
        if isinstance(row, Problem):
            return Reading(row.record, row)
        fields = _with_copies(row, copies)
        fitting = on_grid if columns.crs and _is_grid(fields.get(columns.crs)) else columns
        told = mapped_reading(feed.name, feed.authority, fields, fitting, manner)
        return _within(fields.get(columns.organisation), told) if columns.organisation else told

    return read


def _each_once(columns: CsvColumns) -> tuple[CsvColumns, dict[str, str]]:
    """The columns with another name for each further use of one, as a field is given out once; and those names."""
    used: set[str] = set()
    copies: dict[str, str] = {}
    for field in type(columns).model_fields:
        column = getattr(columns, field)
        if column in used:
            copies[f"{column} as {field}"] = column
            columns = columns.model_copy(update={field: f"{column} as {field}"})
        elif column:
            used.add(column)
    return columns, copies


def _with_copies(row: dict[str, object], copies: dict[str, str]) -> dict[str, object]:
    if not copies or isinstance(row, RepeatedNames):
        return row
    return row | {copy: row[column] for copy, column in copies.items() if column in row}


def _is_grid(raw: object) -> bool:
    return isinstance(raw, str) and plain_words(raw[:100]) in _GRID_WORDS


def _within(organisation: object, told: Reading) -> Reading:
    """The reading with the organisation before its key, where there is one."""
    if not isinstance(told.outcome, Application) or organisation is None:
        return told
    try:
        prefix = read_key(organisation)
    except FieldUnfit as fault:
        wrong = Problem("bad-field", f"the organisation is {shortened(organisation)} ({fault})", told.record)
        return replace(told, outcome=wrong)
    key = f"{prefix} {told.outcome.feed_key}" if prefix else told.outcome.feed_key
    return replace(told, outcome=replace(told.outcome, feed_key=key))
