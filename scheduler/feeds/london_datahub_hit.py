"""One hit of the Planning London Datahub, read field by field."""

from collections.abc import Callable
from datetime import date, datetime

from alerts.domain.application import Application
from alerts.domain.authorities import authority_by_name
from scheduler.feeds.reading.dates import read_day_month_year, read_instant
from scheduler.feeds.reading.gathered import read_record
from scheduler.feeds.reading.links import read_link
from scheduler.feeds.reading.places import (
    Degrees,
    GridMetres,
    Located,
    Outline,
    as_given,
    locate,
    read_position,
)
from scheduler.feeds.reading.record import FieldUnfit, Reading, Record, RecordUnfit, shortened
from scheduler.feeds.reading.told import Dates, Names, Words, application_from
from scheduler.feeds.reading.words import (
    join_address,
    read_count,
    read_description,
    read_key,
    read_lines,
    read_reference,
    read_text,
    read_uprn,
)

# Known and of no use here: what the planners do among themselves.
UNREAD = (
    "actual_commencement_date",
    "actual_completion_date",
    "bo_system",
    "borough",
    "cil_liability",
    "date_building_work_completed_under_previous_permission",
    "date_building_work_started_under_previous_permission",
    "decision_agency",
    "decision_conditions",
    "decision_process",
    "decision_target_date",
    "development_type",
    "epc_number",
    "lapsed_date",
    "last_synced",
    "last_updated",
    "last_updated_by",
    "parking_details",
    "pp_id",
    "reference_no_of_permission_being_relied_on",
    "title_number",
    "ward",
)


def reading(feed_name: str, hit: object, today: date) -> Reading:
    """How one hit was read; its outcome is an application or what is wrong with it."""

    def build(record: Record) -> Application:
        names = _names(feed_name, record)
        words = _words(record)
        dates = _dates(record, today)
        located = _located(record)
        return application_from(names, words, dates, located, record.notes)

    return read_record(_source(hit), "id", build, UNREAD)


def last_updated(hit: object) -> datetime | None:
    """When the hub last wrote this record: a mark for the next poll, never a change."""
    source = _source(hit)
    try:
        return read_instant(source.get("last_updated")) if isinstance(source, dict) else None
    except FieldUnfit:
        return None


def key_of(hit: object) -> str:
    """The key of the application that a hit is read as; "" where it has none."""
    source = _source(hit)
    try:
        return read_key(source.get("id")) if isinstance(source, dict) else ""
    except FieldUnfit:
        return ""


def _source(hit: object) -> object:
    return hit.get("_source") if isinstance(hit, dict) else hit


def _names(feed_name: str, record: Record) -> Names:
    key = record.require("id", read_key, "missing-key")
    reference = record.require("lpa_app_no", read_reference, "missing-reference")
    authority = record.require("lpa_name", _read_authority, "unknown-authority")
    return Names(feed_name, key, authority, reference)


def _read_authority(raw: object) -> str:
    authority = authority_by_name(read_text(raw))
    if authority is None:
        raise RecordUnfit("unknown-authority", f"lpa_name is {shortened(raw)}")
    return authority.code


def _words(record: Record) -> Words:
    def take(field: str, called: str) -> str | None:
        return record.take(field, read_text, called) or None

    postcode = take("postcode", "postcode")
    return Words(
        description=record.take("description", read_description, "description") or "",
        address=_address(record, postcode),
        postcode=postcode,
        uprn=record.take("uprn", read_uprn, "uprn"),
        application_types=(
            take("application_type_full", "application_type"),
            take("application_type", "application_type"),
        ),
        status=take("status", "status"),
        decision=take("decision", "decision"),
        url=record.take("url_planning_app", read_link, "url"),
        appeal=take("appeal_status", "appeal"),
        appeal_decision=take("appeal_decision", "appeal_decision"),
        dwellings=record.take("application_details", _read_dwellings, "dwellings"),
    )


def _read_dwellings(raw: object) -> int | None:
    """How many dwellings are proposed; None where the details do not say. Where they say 0 it is no housing scheme,
    which tells nothing of its size.
    """
    residential = raw.get("residential_details") if isinstance(raw, dict) else None
    count = residential.get("total_no_proposed_residential_units") if isinstance(residential, dict) else None
    return (read_count(count) or None) if count is not None else None


def _address(record: Record, postcode: str | None) -> str | None:
    """As on an envelope. The whole address may stand in `site_name`, its lines parted by carriage returns."""

    def take(field: str) -> str:
        return record.take(field, read_lines, "address") or ""

    within = take("subdivision_of_building"), take("site_name")
    street = f"{take('site_number')} {take('street_name')}".strip()
    return join_address(*within, street, take("secondary_street_name"), take("locality"), postcode)


def _dates(record: Record, today: date) -> Dates:
    def take(field: str, called: str) -> date | None:
        return record.take(field, _day(today), called)

    return Dates(
        received=None,
        valid=take("valid_date", "valid_date"),
        consultation_start=None,
        consultation_end=take("last_date_consultation_comments", "consultation_end_date"),
        decision=take("decision_date", "decision_date"),
        appeal_start=take("appeal_start_date", "appeal_start_date"),
        appeal_decision=take("appeal_decision_date", "appeal_decision_date"),
    )


def _day(today: date) -> Callable[[object], date]:
    return lambda raw: read_day_month_year(raw, today)


def _located(record: Record) -> Located:
    outline = record.take("wgs84_polygon", as_given, "wgs84_polygon")
    grid_outline = record.take("polygon", as_given, "polygon")
    centroid = record.take("centroid", read_position, "centroid") or (None, None)
    easting = record.take("centroid_easting", as_given, "centroid_easting")
    northing = record.take("centroid_northing", as_given, "centroid_northing")
    return locate(
        (
            Outline("wgs84_polygon", outline),
            Outline("polygon", grid_outline),
            Degrees("centroid", *centroid),
            GridMetres("centroid_easting", easting, northing),
        )
    )
