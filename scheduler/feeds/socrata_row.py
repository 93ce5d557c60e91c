"""One row of a Socrata dataset of planning applications, read field by field through a map of columns."""

from collections.abc import Callable
from datetime import date

from alerts.domain.application import Application
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.dates import read_floating
from scheduler.feeds.reading.gathered import read_record
from scheduler.feeds.reading.links import read_link
from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.places import Degrees, GridMetres, Located, as_given, locate, read_position
from scheduler.feeds.reading.record import FieldUnfit, Reading, Record, RecordUnfit
from scheduler.feeds.reading.told import Dates, Names, Words, application_from
from scheduler.feeds.reading.words import read_description, read_key, read_reference, read_text, read_uprn
from scheduler.feeds.socrata_settings import SocrataColumns, SocrataSettings


def reading(feed: Feed[SocrataSettings], row: object, today: date) -> Reading:
    """How one row was read; its outcome is an application or what is wrong with it."""
    columns = feed.settings.columns

    def build(record: Record) -> Application:
        names = _names(feed, record)
        words = _words(record, columns)
        dates = _dates(record, columns, today)
        located = _located(record, columns)
        record.pass_over(
            (*feed.settings.unread, columns.row_id, columns.last_uploaded, columns.status_change_date)
        )
        return application_from(names, words, dates, located, record.notes)

    return read_record(row, columns.key, build)


def key_of(feed: Feed[SocrataSettings], row: object) -> str | None:
    """The key by which pages are cut, or None where a row has none that can be asked by."""
    raw = row.get(feed.settings.columns.key) if isinstance(row, dict) else None
    try:
        key = read_key(raw)
    except FieldUnfit:
        return None
    is_number = key.isascii() and key.isdigit()
    return key if key and (is_number or not feed.settings.key_is_number) else None


def _names(feed: Feed[SocrataSettings], record: Record) -> Names:
    columns = feed.settings.columns
    key = record.require(columns.key, read_key, "missing-key")
    reference = record.require(columns.reference, read_reference, "missing-reference")
    if not feed.authority:
        raise RecordUnfit("unknown-authority", "the feed's settings name no authority")
    return Names(feed.name, key, feed.authority, reference)


def _words(record: Record, columns: SocrataColumns) -> Words:
    return Words(
        description=record.take(columns.description, read_description, "description") or "",
        address=record.take(columns.address, read_text, "address") or None,
        postcode=record.take(columns.postcode, read_text, "postcode") or None,
        uprn=record.take(columns.uprn, read_uprn, "uprn"),
        application_types=(record.take(columns.application_type, read_text, "application_type") or None,),
        status=record.take(columns.status, read_text, "status") or None,
        decision=record.take(columns.decision, read_text, "decision") or None,
        url=record.take(columns.url, _read_url, "url"),
    )


def _dates(record: Record, columns: SocrataColumns, today: date) -> Dates:
    def take(column: str, called: str) -> date | None:
        return record.take(column, _day(today), called)

    return Dates(
        received=take(columns.received_date, "received_date"),
        valid=take(columns.valid_date, "valid_date"),
        consultation_start=take(columns.consultation_start_date, "consultation_start_date"),
        consultation_end=take(columns.consultation_end_date, "consultation_end_date"),
        decision=take(columns.decision_date, "decision_date"),
    )


def _day(today: date) -> Callable[[object], date]:
    return lambda raw: read_floating(raw, today)


def _located(record: Record, columns: SocrataColumns) -> Located:
    longitude = record.take(columns.longitude, as_given, "longitude")
    latitude = record.take(columns.latitude, as_given, "latitude")
    position = record.take(columns.location, read_position, "location") or (None, None)
    easting = record.take(columns.easting, as_given, "easting")
    northing = record.take(columns.northing, as_given, "northing")
    return locate(
        (
            Degrees("longitude", longitude, latitude),
            Degrees("location", *position),
            GridMetres("easting", easting, northing),
        )
    )


def _read_url(raw: object) -> str:
    """A link, bare or in the object that Socrata puts round it."""
    is_wrapped = isinstance(raw, dict) and not isinstance(raw, RepeatedNames)
    return read_link(raw.get("url") if is_wrapped and isinstance(raw, dict) else raw)
