"""One row of an ArcGIS layer or of its download, read through the feed's map of columns."""

from collections.abc import Callable
from datetime import date

from scheduler.feeds.arcgis_answer import OUTLINE, POINT
from scheduler.feeds.arcgis_scope import is_download
from scheduler.feeds.arcgis_settings import ArcgisSettings
from scheduler.feeds.kind import Feed
from scheduler.feeds.mapped_row import Manner, mapped_reading
from scheduler.feeds.mapped_settings import Columns
from scheduler.feeds.reading.dates import date_reader
from scheduler.feeds.reading.record import Reading
from scheduler.page import Problem

Row = dict[str, object] | Problem
ReadRow = Callable[[Row], Reading]


def row_reader(feed: Feed[ArcgisSettings], today: date) -> ReadRow:
    """A reader of this feed's rows; its outcome is an application or what is wrong with the row."""
    settings = feed.settings.filled()
    columns = settings.columns if is_download(feed) else _with_geometry(settings.columns)
    manner = Manner(
        read_date=date_reader(settings.dates, today),
        own=settings.own_words(),
        link=settings.link,
        unread=settings.unread,
        ours=(POINT, OUTLINE),
    )

    def read(row: Row) -> Reading:
        if isinstance(row, Problem):
            return Reading(row.record, row)
        return mapped_reading(feed.name, feed.authority, row, columns, manner)

    return read


def name_of(feed: Feed[ArcgisSettings], row: Row) -> str:
    """What a row is known again by from page to page; "" where it has nothing."""
    columns = feed.settings.filled().columns
    for column in (feed.settings.order, columns.key, columns.reference):
        value = row.get(column) if isinstance(row, dict) else None
        if isinstance(value, str | int) and value != "":
            return str(value)
    return ""


def _with_geometry(columns: Columns) -> Columns:
    """The columns with a feature's own geometry as position and outline, where the operator names none."""
    own = {"location": columns.location or POINT, "boundary": columns.boundary or OUTLINE}
    return columns.model_copy(update=own)
