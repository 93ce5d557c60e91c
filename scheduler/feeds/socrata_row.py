"""One row of a Socrata dataset of planning applications, read through its map of columns."""

from datetime import date

from scheduler.feeds.kind import Feed
from scheduler.feeds.mapped_row import Manner, mapped_reading
from scheduler.feeds.reading.dates import read_floating
from scheduler.feeds.reading.links import read_link
from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.record import FieldUnfit, Reading
from scheduler.feeds.reading.words import read_key
from scheduler.feeds.socrata_settings import SocrataSettings


def reading(feed: Feed[SocrataSettings], row: object, today: date) -> Reading:
    """How one row was read; its outcome is an application or what is wrong with it."""
    columns = feed.settings.columns
    ours = (columns.row_id, columns.last_uploaded, columns.status_change_date)
    manner = Manner(
        read_date=lambda raw: read_floating(raw, today),
        own=feed.settings.own_words(),
        read_url=_read_url,
        unread=feed.settings.unread,
        ours=ours,
    )
    return mapped_reading(feed.name, feed.authority, row, columns, manner)


def key_of(feed: Feed[SocrataSettings], row: object) -> str | None:
    """The key by which pages are cut, or None where a row has none that can be asked by."""
    raw = row.get(feed.settings.columns.key) if isinstance(row, dict) else None
    try:
        key = read_key(raw)
    except FieldUnfit:
        return None
    is_number = key.isascii() and key.isdigit()
    return key if key and (is_number or not feed.settings.key_is_number) else None


def _read_url(raw: object) -> str:
    """A link, bare or in the object that Socrata puts round it."""
    is_wrapped = isinstance(raw, dict) and not isinstance(raw, RepeatedNames)
    return read_link(raw.get("url") if is_wrapped and isinstance(raw, dict) else raw)
