"""One row of any table of applications, read field by field through a map of columns."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from alerts.domain.application import Application
from scheduler.feeds.mapped_settings import Columns
from scheduler.feeds.reading.dates import ReadDate
from scheduler.feeds.reading.gathered import read_record
from scheduler.feeds.reading.links import read_link, safe_link
from scheduler.feeds.reading.places import (
    Degrees,
    GridMetres,
    Located,
    Outline,
    as_given,
    locate,
    read_position,
)
from scheduler.feeds.reading.record import Reading, Record, RecordUnfit
from scheduler.feeds.reading.told import NO_OWN_WORDS, Dates, Names, OwnWords, Words, application_from
from scheduler.feeds.reading.words import (
    read_count,
    read_description,
    read_key,
    read_lines,
    read_reference,
    read_text,
    read_uprn,
)


class Manner(NamedTuple):
    """How a feed writes what its columns hold. `link` has `{key}` or `{reference}` where a column has no link. `unread`
    are columns that are never looked at, `ours` those that are read elsewhere.
    """

    read_date: ReadDate
    own: OwnWords = NO_OWN_WORDS
    read_url: Callable[[object], str] = read_link
    link: str = ""
    unread: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()


def mapped_reading(
    feed: str, authority: str | None, row: object, columns: Columns, manner: Manner
) -> Reading:
    """How one row was read; its outcome is an application or what is wrong with it."""

    def build(record: Record) -> Application:
        names = _names(feed, authority, record, columns)
        words = _words(record, columns, manner, names)
        dates = _dates(record, columns, manner.read_date)
        located = _located(record, columns)
        return application_from(names, words, dates, located, record.notes, manner.own)

    return read_record(row, columns.key or columns.reference, build, manner.unread, manner.ours)


def _names(feed: str, authority: str | None, record: Record, columns: Columns) -> Names:
    if not authority:
        raise RecordUnfit("unknown-authority", "the feed's settings name no authority")
    key = record.require(columns.key, read_key, "missing-key") if columns.key else ""
    reference = record.require(columns.reference, read_reference, "missing-reference")
    return Names(feed, key or reference, authority, reference)


def _words(record: Record, columns: Columns, manner: Manner, names: Names) -> Words:
    return Words(
        description=record.take(columns.description, read_description, "description") or "",
        address=record.take(columns.address, read_lines, "address") or None,
        postcode=record.take(columns.postcode, read_text, "postcode") or None,
        uprn=record.take(columns.uprn, read_uprn, "uprn"),
        application_types=(record.take(columns.application_type, read_text, "application_type") or None,),
        status=record.take(columns.status, read_text, "status") or None,
        decision=record.take(columns.decision, read_text, "decision") or None,
        url=record.take(columns.url, manner.read_url, "url") or _built_link(manner.link, names),
        appeal=record.take(columns.appeal, read_text, "appeal") or None,
        appeal_decision=record.take(columns.appeal_decision, read_text, "appeal_decision") or None,
        dwellings=record.take(columns.dwellings, read_count, "dwellings"),
    )


def _built_link(link: str, names: Names) -> str | None:
    """The council's page as the operator says that it is addressed; slashes of a reference are encoded too."""
    if not link:
        return None
    parts = {"{key}": names.feed_key, "{reference}": names.reference}
    for place, value in parts.items():
        link = link.replace(place, quote(value, safe=""))
    return safe_link(link)


def _dates(record: Record, columns: Columns, read_date: ReadDate) -> Dates:
    def take(column: str, called: str) -> date | None:
        return record.take(column, read_date, called)

    return Dates(
        received=take(columns.received_date, "received_date"),
        valid=take(columns.valid_date, "valid_date"),
        consultation_start=take(columns.consultation_start_date, "consultation_start_date"),
        consultation_end=take(columns.consultation_end_date, "consultation_end_date"),
        decision=take(columns.decision_date, "decision_date"),
        withdrawn=take(columns.withdrawn_date, "withdrawn_date"),
        appeal_start=take(columns.appeal_start_date, "appeal_start_date"),
        appeal_decision=take(columns.appeal_decision_date, "appeal_decision_date"),
    )


def _located(record: Record, columns: Columns) -> Located:
    boundary = record.take(columns.boundary, as_given, "boundary")
    longitude = record.take(columns.longitude, as_given, "longitude")
    latitude = record.take(columns.latitude, as_given, "latitude")
    position = record.take(columns.location, read_position, "location") or (None, None)
    easting = record.take(columns.easting, as_given, "easting")
    northing = record.take(columns.northing, as_given, "northing")
    return locate(
        (
            Outline("boundary", boundary),
            Degrees("longitude", longitude, latitude),
            Degrees("location", *position),
            GridMetres("easting", easting, northing),
        )
    )
