"""The register in pages, and one application of it."""

import json
from typing import Any

from flask import Response

from alerts.domain.application import ApplicationKey
from alerts.domain.paths import application_path
from alerts.domain.register_query import Position
from alerts.services.listing import current_key
from alerts.services.register_pages import Registered, RegisterPage, one_registered, register_page
from alerts.web.api.answering import Answered, content_type_of, format_asked, next_address
from alerts.web.api.asking import asked_of
from alerts.web.api.cursor import CursorRefused, read_cursor, write_cursor
from alerts.web.api.kinds import Format
from alerts.web.api.parameters import ApplicationQuery, ApplicationsQuery
from alerts.web.api.reading import ParametersRefused
from alerts.web.api.records import feature, place, record
from alerts.web.context import SiteContext

_NOTHING = RegisterPage((), None)


def applications(context: SiteContext, query: ApplicationsQuery) -> Answered:
    """Applications that pass every filter

    Without a filter it is the whole register. A page ends after `limit` applications, or earlier where what is asked
    for is rare: follow `next` until it is null, whatever a page holds. In the order `newest` every application comes
    once however many are added meanwhile.
    """
    asked_as = told_apart(query)
    after = _after(query, asked_as, context.secret_key)
    # Of one moment: what is written over while keys and then rows are looked up would lead the way past others.
    with context.database.snapshot() as session:
        asked = asked_of(session, context.places, query)
        page = register_page(session, asked, after, query.limit) if asked else _NOTHING
    cursor = write_cursor(page.end, asked_as, context.secret_key) if page.end else None
    following = next_address(context.site.base_url, {"cursor": cursor}) if cursor else None
    form = format_asked(query.format)
    return Answered(
        document={"next": following} | _listed(context, page, form),
        rows=len(page.items),
        next=following,
        content_type=content_type_of(form),
        is_private=query.shape is not None,
    )


def one_application(
    context: SiteContext, query: ApplicationQuery, authority: str, reference: str
) -> Answered | Response:
    """One application by its council and reference

    The slashes of a reference stay as they are. A reference that the council has changed since leads to where the
    application is now.
    """
    key = ApplicationKey(authority.upper(), reference)
    with context.database.reading() as session:
        now = current_key(session, key)
        if now is not None:
            return _moved(context, now, query)
        found = one_registered(session, key)
    form = format_asked(query.format)
    former = {"former_references": list(found.former_references)}
    document = (
        _placed(context, found.registered) | former
        if form is Format.JSON
        else feature(found.registered.application, _record(context, found.registered) | former)
    )
    return Answered(document, rows=1, content_type=content_type_of(form))


def _moved(context: SiteContext, now: ApplicationKey, query: ApplicationQuery) -> Response:
    """The way to where an application is now, written as was asked."""
    address = f"{context.site.base_url}/api/v1{application_path(now)}"
    form = f"?format={query.format}" if query.format else ""
    return Response(status=301, headers={"Location": address + form})


def _listed(context: SiteContext, page: RegisterPage, form: Format) -> dict[str, Any]:
    if form is Format.JSON:
        return {"applications": [_placed(context, each) for each in page.items]}
    features = [feature(each.application, _record(context, each)) for each in page.items]
    return {"type": "FeatureCollection", "features": features}


def _placed(context: SiteContext, registered: Registered) -> dict[str, Any]:
    return _record(context, registered) | place(registered.application)


def _record(context: SiteContext, registered: Registered) -> dict[str, Any]:
    return record(registered, context.site.base_url, context.licences)


def told_apart(query: ApplicationsQuery) -> str:
    """All of a query that its answers depend on, but for how many are wanted at once and how they are written."""
    told = query.model_dump(mode="json", exclude={"limit", "cursor", "format"}, exclude_defaults=True)
    return json.dumps(told, sort_keys=True)


def _after(query: ApplicationsQuery, asked_as: str, secret_key: str) -> Position | None:
    if query.cursor is None:
        return None
    try:
        return read_cursor(query.cursor, asked_as, secret_key)
    except CursorRefused:
        words = "is none of ours, or of another query; begin again without it"
        raise ParametersRefused({"cursor": words}) from None
