"""One application of a BOPS register, in the form of its search or in Open Digital Planning's own."""

from datetime import date
from urllib.parse import quote

from alerts.domain.application import Application
from scheduler.feeds.bops_fields import BRANCHES, CASE, SUBMISSION, UNREAD
from scheduler.feeds.bops_settings import BopsSettings
from scheduler.feeds.bops_words import type_code, with_ours
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.dates import DateForm, date_reader
from scheduler.feeds.reading.gathered import read_record
from scheduler.feeds.reading.links import read_link, safe_link
from scheduler.feeds.reading.nested import flattened, take_first
from scheduler.feeds.reading.places import Degrees, GridMetres, Located, Outline, as_given, locate
from scheduler.feeds.reading.record import FieldUnfit, Reading, Record, RecordUnfit, shortened
from scheduler.feeds.reading.told import Dates, Names, Words, application_from
from scheduler.feeds.reading.words import (
    join_address,
    read_description,
    read_key,
    read_lines,
    read_reference,
    read_text,
    read_uprn,
)


def reading(feed: Feed[BopsSettings], record: object, today: date) -> Reading:
    """How one record was read; its outcome is an application or what is wrong with it."""

    def build(record: Record) -> Application:
        names = _names(feed, record)
        words = _words(record, feed.settings, names.reference)
        dates = _dates(record, today)
        located = _located(record)
        own = with_ours(feed.settings.own_words())
        return application_from(names, words, dates, located, record.notes, own)

    return read_record(flattened(record, BRANCHES), "application.reference", build, UNREAD)


def key_of(record: object) -> str:
    """A reference by which a page is known again; empty where there is none."""
    flat = flattened(record, BRANCHES)
    if not isinstance(flat, dict):
        return ""
    try:
        return read_key(flat.get("application.reference") or flat.get("data.application.reference"))
    except FieldUnfit:
        return ""


def _names(feed: Feed[BopsSettings], record: Record) -> Names:
    """The full reference is the key: it also says whose the reference is, and through which door it came."""
    if not feed.authority:
        raise RecordUnfit("unknown-authority", "the feed's settings name no authority")
    full = take_first(record, _in(CASE, "application.fullReference"), _read_whole_key, "key")
    reference = take_first(record, _in(CASE, "application.reference"), read_reference, "reference")
    if reference is None:
        raise RecordUnfit("missing-reference", "the application has no reference that can be read")
    return Names(feed.name, full or reference, feed.authority, reference)


def _read_whole_key(raw: object) -> str:
    """A key that is there but cannot be read must not give way to the reference: the case would seem new."""
    try:
        return read_key(raw)
    except FieldUnfit:
        raise RecordUnfit("bad-field", f"fullReference is {shortened(raw)}") from None


def _in(leads: tuple[str, ...], *fields: str) -> tuple[str, ...]:
    return tuple(f"{lead}{field}" for field in fields for lead in leads)


def _words(record: Record, settings: BopsSettings, reference: str) -> Words:
    def first(fields: tuple[str, ...], called: str) -> str | None:
        return take_first(record, fields, read_text, called)

    postcode = first(_in(SUBMISSION, "property.address.postcode"), "postcode")
    return Words(
        description=take_first(
            record, _in(SUBMISSION, "proposal.description"), read_description, "description"
        )
        or "",
        address=_address(record, postcode),
        postcode=postcode,
        uprn=take_first(record, _in(SUBMISSION, "property.address.uprn"), read_uprn, "uprn"),
        application_types=_types(record),
        status=first(_in(CASE, "application.status", "application.stage"), "status"),
        decision=first(
            (
                "application.decision",
                "data.assessment.committeeDecision",
                "data.assessment.planningOfficerDecision",
            ),
            "decision",
        ),
        url=take_first(record, _in(CASE, "application.consultation.publicUrl"), read_link, "url")
        or _register_page(settings.link, reference),
    )


def _types(record: Record) -> tuple[str | None, ...]:
    """The type as Open Digital Planning names it, our code for it, and what the council calls it."""

    def first(*fields: str) -> str | None:
        return take_first(record, fields, read_text, "application_type")

    bare = first("applicationType", *_in(CASE, "application.type"))
    value = first("applicationType.value", *_in(CASE, "application.type.value"))
    called = first("applicationType.description", *_in(CASE, "application.type.description"))
    return value or bare, type_code(value or bare), called


def _address(record: Record, postcode: str | None) -> str | None:
    def first(field: str) -> str | None:
        return take_first(record, _in(SUBMISSION, f"property.address.{field}"), read_lines, "address")

    whole, title, town = first("singleLine"), first("title"), first("town")
    return whole or join_address(title, town, postcode)


def _register_page(link: str, reference: str) -> str | None:
    """The page as the operator says that it is addressed; slashes of a reference are encoded too."""
    return safe_link(link.replace("{reference}", quote(reference, safe=""))) if link else None


def _dates(record: Record, today: date) -> Dates:
    """`…Date` fields are days and `…At` fields instants, which turn into London's day."""
    read = date_reader((DateForm.ISO,), today)

    def first(called: str, *fields: str) -> date | None:
        return take_first(record, fields, read, called)

    consultation = ("application.consultation", "data.consultation", "data.application.consultation")
    return Dates(
        received=first("received_date", "application.receivedAt", "data.validation.receivedAt"),
        valid=first(
            "valid_date", "application.validAt", "application.validatedAt", "data.validation.validatedAt"
        ),
        consultation_start=first("consultation_start_date", *(f"{each}.startDate" for each in consultation)),
        consultation_end=first("consultation_end_date", *(f"{each}.endDate" for each in consultation)),
        decision=first(
            "decision_date",
            "application.determinationDate",
            "application.determinedAt",
            "data.assessment.committeeDecisionDate",
            "data.assessment.planningOfficerDecisionDate",
        ),
        withdrawn=first("withdrawn_date", *_in(CASE, "application.withdrawnAt")),
    )


def _located(record: Record) -> Located:
    def take(field: str, called: str) -> list[object]:
        return [record.take(each, as_given, called) for each in _in(SUBMISSION, f"property.{field}")]

    boundaries = take("boundary.site", "boundary")
    degrees = zip(take("address.longitude", "longitude"), take("address.latitude", "latitude"), strict=True)
    metres = zip(take("address.x", "easting"), take("address.y", "northing"), strict=True)
    return locate(
        (
            *(Outline("boundary", boundary) for boundary in boundaries),
            *(Degrees("longitude", *pair) for pair in degrees),
            *(GridMetres("easting", *pair) for pair in metres),
        )
    )
