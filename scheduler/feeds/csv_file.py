"""One file of applications at a fixed address, CSV or a JSON list: read whole at every poll, by a map of columns."""

from datetime import date

from alerts.domain.precedence import Precedence
from scheduler.feeds.csv_json import read_objects
from scheduler.feeds.csv_preset import needed_columns
from scheduler.feeds.csv_row import row_reader
from scheduler.feeds.csv_settings import CsvSettings, FileFormat
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.gathered import gather
from scheduler.feeds.reading.record import Reading
from scheduler.feeds.reading.table import Table, read_table
from scheduler.page import Page
from scheduler.request import Request

name = "csv"
summary = "one CSV file, or JSON list, of applications: the LGA's schema, or any columns by a map"
precedence = Precedence.COUNCIL
needs_authority = True
settings_model = CsvSettings


def authorities(feed: Feed[CsvSettings]) -> frozenset[str]:
    """The one authority whose file this is."""
    return frozenset({feed.authority} if feed.authority else ())


def first_request(feed: Feed[CsvSettings], cursor: str, today: date) -> Request:  # noqa: ARG001
    """Ask for the file; every poll begins anew, so that it has no cursor."""
    return Request(feed.url, tells_all=True)


def parse(feed: Feed[CsvSettings], request: Request, payload: bytes, today: date) -> Page:  # noqa: ARG001
    """The applications of the file; PageUnreadable for whatever is not the whole of one."""
    found = gather(readings(feed, payload, today))
    return found.page(next=None, cursor="", total=found.fetched if feed.settings.is_whole else None)


def readings(feed: Feed[CsvSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each row of the file was read."""
    table = _table(feed.settings, payload)
    return tuple(map(row_reader(feed, today), table.rows))


def reread(feed: Feed[CsvSettings], record: dict[str, object], today: date) -> Reading:
    """How a record that was kept is read now."""
    return row_reader(feed, today)(record)


def _table(settings: CsvSettings, payload: bytes) -> Table:
    table = (
        read_objects(payload, settings.records_path)
        if settings.format is FileFormat.JSON
        else read_table(payload, settings.encoding, settings.delimiter)
    )
    if table.columns:  # a JSON list without objects names none
        table.require(needed_columns(settings))
    return table
