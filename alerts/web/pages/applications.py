"""The addresses of one application: its page with its forms, the same as a document, and as a calendar entry."""

from collections.abc import Callable

from flask import Response, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from alerts.domain.application import ApplicationKey
from alerts.domain.comment_deadline import comment_deadline
from alerts.domain.errors import NotFound
from alerts.domain.paths import application_path
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.language import _
from alerts.services.constraints import constraints_of
from alerts.services.listing import application_page, current_key
from alerts.syndication.ical import calendar_entry
from alerts.syndication.record import public_record
from alerts.web.addresses import to
from alerts.web.application_page import view_of
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, Typed
from alerts.web.report_form import TypedReport
from alerts.web.routing import Route


def one_application(context: SiteContext, authority: str, reference: str) -> ResponseReturnValue:
    """The page of an application, or with `.json` or `.ics` behind its reference, unless those are part of the
    reference, a document or a calendar entry.
    """
    key = ApplicationKey(authority.upper(), reference)
    name, dot, form = reference.rpartition(".")
    try:
        return _moved(context, key) or application_form_page(context, key, Typed())
    except NotFound:
        if not dot or form not in _FORMS:
            raise
    return _FORMS[form](context, key._replace(reference=name))


def _moved(context: SiteContext, key: ApplicationKey) -> ResponseReturnValue | None:
    """The way to an application whose reference the council has changed since somebody noted this address."""
    with context.database.reading() as session:
        now = current_key(session, key)
    return redirect(to(application_path(now)), 301) if now is not None else None


def application_form_page(
    context: SiteContext,
    key: ApplicationKey,
    typed: Typed,
    refused: FormRefused | None = None,
    report: TypedReport | None = None,
) -> ResponseReturnValue:
    """The page of an application with its forms as somebody filled them in; `report` where that was the one to report
    a wrong place.
    """
    with context.database.reading() as session:
        view = view_of(session, context, key)
    application = view.found.application
    page = render_template(
        "application.html",
        view=view,
        application=application,
        area=str(AreaName(AreaKind.APPLICATION, f"{application.authority}:{application.reference}")),
        typed=typed,
        refused=refused,
        report=report,
    )
    return page, 400 if refused else 200


def _document(context: SiteContext, key: ApplicationKey) -> ResponseReturnValue:
    """The application as JSON: what of it is open data, and what we know besides."""
    with context.database.reading() as session:
        found = application_page(session, key)
        constraints = constraints_of(session, found.application, context.today())
    application, deadline = found.application, comment_deadline(found.application)
    return jsonify(
        public_record(application)
        | {
            "comment_by": deadline.day.isoformat() if deadline else None,
            "comment_by_is_estimate": deadline.is_estimate if deadline else None,
            "constraints": [mention._asdict() for mention in constraints],
            "first_noticed_at": found.first_noticed_at.isoformat(),
            "former_references": list(found.former_references),
            "sources": {feed: list(fields) for feed, fields in found.sources.items()},
            "page": context.site.base_url + application_path(application.key),
        }
    )


def _calendar_entry(context: SiteContext, key: ApplicationKey) -> ResponseReturnValue:
    """The last day to comment for a calendar; 404 where we know of none."""
    with context.database.reading() as session:
        found = application_page(session, key)
    page = context.site.base_url + application_path(found.application.key)
    file = calendar_entry(found.application, found.id, page, len(found.history), found.changed_at)
    if file is None:
        raise NotFound(
            _("The feed says nothing of a last day to comment on this application. See its council's page.")
        )
    name = "".join(letter if letter.isalnum() else "-" for letter in found.application.reference)
    return Response(
        file,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name.encode("ascii", "replace").decode()}.ics"'
        },
    )


_FORMS: dict[str, Callable[[SiteContext, ApplicationKey], ResponseReturnValue]] = {
    "json": _document,
    "ics": _calendar_entry,
}


ROUTES = (Route("/applications/<authority>/<path:reference>", one_application),)
