"""One record of PlanIt: its own fields, and those of the council within `other_fields`."""

import re
from datetime import UTC, date, datetime

from alerts.domain.application import Application
from alerts.domain.authorities import authority_by_name
from alerts.domain.vocabulary import plain_words
from scheduler.feeds.kind import Feed
from scheduler.feeds.planit_fields import BRANCHES, UNREAD
from scheduler.feeds.planit_settings import PlanitSettings, area_asked_for
from scheduler.feeds.planit_words import Council, Said, said
from scheduler.feeds.reading.dates import EARLIEST, DateForm, date_reader
from scheduler.feeds.reading.gathered import read_record
from scheduler.feeds.reading.links import read_link
from scheduler.feeds.reading.nested import flattened, take_first
from scheduler.feeds.reading.places import Degrees, GridMetres, Located, as_given, locate, read_position
from scheduler.feeds.reading.record import FieldUnfit, Reading, Record, RecordUnfit, shortened
from scheduler.feeds.reading.told import Dates, Names, Words, application_from
from scheduler.feeds.reading.words import (
    read_count,
    read_description,
    read_key,
    read_lines,
    read_reference,
    read_text,
    read_uprn,
)

_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def reading(feed: Feed[PlanitSettings], record: object, today: date) -> Reading:
    """How one record was read; its outcome is an application or what is wrong with it."""

    def build(record: Record) -> Application:
        _refuse_other_area(feed, record)
        names = _names(feed, record)
        words, stands = _words(record, feed.settings)
        dates = _dates(record, today)
        located = _located(record)
        notes = (*record.notes, *stands.notes)
        return application_from(names, words, dates, located, notes, stands.own)

    return read_record(flattened(record, BRANCHES), "name", build, UNREAD)


def key_of(record: object) -> str:
    """The council's reference, by which a page is known again; empty where there is none."""
    try:
        return read_key(record.get("uid")) if isinstance(record, dict) else ""
    except FieldUnfit:
        return ""


def last_moved(record: object) -> datetime | None:
    """When PlanIt last saw anything change: a mark for the next poll, never a change."""
    if not isinstance(record, dict):
        return None
    stamps = [_read_stamp(record.get(field)) for field in ("last_changed", "last_different")]
    return max((stamp for stamp in stamps if stamp is not None), default=None)


def _read_stamp(raw: object) -> datetime | None:
    """A stamp as PlanIt writes it, UTC where it names no zone; fractions of any length, or none."""
    if not isinstance(raw, str) or _STAMP.fullmatch(raw) is None:
        return None
    try:
        written = datetime.fromisoformat(raw)
        stamp = (written if written.tzinfo else written.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return stamp if stamp.date() >= max(EARLIEST, date(1970, 1, 2)) else None


def _refuse_other_area(feed: Feed[PlanitSettings], record: Record) -> None:
    """An area that PlanIt does not know by the name asked for could bring the whole country under one council."""
    asked = area_asked_for(feed.settings, feed.authority)
    area = record.take("area_name", read_text, "area_name") or ""
    number = record.take("area_id", read_text, "area_id")
    council = authority_by_name(area)
    is_this = plain_words(area) == plain_words(asked) or asked == number
    if area and not is_this and (council is None or council.code != feed.authority):
        raise RecordUnfit(
            "unknown-authority",
            f"area_name is {shortened(area)}: set `area` to PlanIt's name of this council",
        )


def _names(feed: Feed[PlanitSettings], record: Record) -> Names:
    """The key is the reference: PlanIt's `name` was once the same and later had the area in front."""
    if not feed.authority:
        raise RecordUnfit("unknown-authority", "the feed's settings name no authority")
    reference = record.require("uid", read_reference, "missing-reference")
    return Names(feed.name, reference, feed.authority, reference)


def _words(record: Record, settings: PlanitSettings) -> tuple[Words, Said]:
    def take(field: str, called: str) -> str | None:
        return record.take(field, read_text, called) or None

    council = Council(take("other_fields.status", "status"), take("other_fields.decision", "decision"))
    stands = said(take("app_state", "status"), council, settings.own_words())
    words = Words(
        description=record.take("description", read_description, "description") or "",
        address=record.take("address", read_lines, "address") or None,
        postcode=take("postcode", "postcode"),
        uprn=record.take("other_fields.uprn", read_uprn, "uprn"),
        application_types=(
            take("other_fields.application_type", "application_type"),
            take("app_type", "application_type"),
        ),
        status=stands.status,
        decision=stands.decision,
        url=take_first(record, ("url", "link"), read_link, "url"),
        dwellings=record.take("other_fields.n_dwellings", read_count, "dwellings"),
    )
    return words, stands


def _dates(record: Record, today: date) -> Dates:
    read = date_reader((DateForm.ISO,), today)
    return Dates(
        received=take_first(record, ("other_fields.date_received", "start_date"), read, "received_date"),
        valid=record.take("other_fields.date_validated", read, "valid_date"),
        consultation_start=None,
        consultation_end=record.take("other_fields.comment_date", read, "consultation_end_date"),
        decision=record.take("decided_date", read, "decision_date"),
    )


def _located(record: Record) -> Located:
    def take(field: str) -> object:
        return record.take(field, as_given, field.removeprefix("other_fields."))

    position = record.take("location", read_position, "location") or (None, None)
    return locate(
        (
            Degrees("location", *position),
            Degrees("location_x", take("location_x"), take("location_y")),
            Degrees("lng", take("other_fields.lng"), take("other_fields.lat")),
            GridMetres("easting", take("other_fields.easting"), take("other_fields.northing")),
        )
    )
