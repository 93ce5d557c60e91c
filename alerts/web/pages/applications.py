"""The page of one application: what, where, how it stands, what changed and when we noticed, and to follow it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from alerts.domain.application import ApplicationKey
from alerts.domain.change import Change, ChangeKind
from alerts.domain.comment_deadline import comment_deadline
from alerts.domain.constraint import ConstraintMention
from alerts.domain.constraint_wording import mention_words
from alerts.domain.errors import NotFound
from alerts.domain.paths import application_path
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.domain.wording import (
    KIND_WORDS,
    change_words,
    deadline_words,
    field_words,
    first_large,
    headline,
    status_words,
    type_words,
)
from alerts.drawing.scene import SiteStage, stage_of
from alerts.services.constraints import constraints_of
from alerts.services.listing import ApplicationPage, application_page, current_key
from alerts.services.searching import Place
from alerts.syndication.ical import calendar_entry
from alerts.syndication.record import public_record
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, Typed
from alerts.web.maps import licence_lines, site_map
from alerts.web.routing import Route


@dataclass(frozen=True)
class ApplicationView:
    """An application with the words that its page says."""

    found: ApplicationPage
    headline: str
    type: str
    stage: SiteStage
    status_words: str
    deadline: str | None
    calendar: str | None
    council_url: str | None
    council_host: str | None
    history: tuple[tuple[str, Any, tuple[tuple[str, str, str], ...]], ...]
    map: Markup | None
    protected: tuple[Place, ...]
    formerly: str
    sources: tuple[tuple[str, str], ...]


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
    context: SiteContext, key: ApplicationKey, typed: Typed, refused: FormRefused | None = None
) -> ResponseReturnValue:
    """The page of an application with its form as somebody filled it in."""
    with context.database.reading() as session:
        view = _view(session, context, application_page(session, key))
    application = view.found.application
    page = render_template(
        "application.html",
        view=view,
        application=application,
        area=str(AreaName(AreaKind.APPLICATION, f"{application.authority}:{application.reference}")),
        typed=typed,
        refused=refused,
        licence=licence_lines(context),
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
            "The feed says nothing of a last day to comment on this application. See its council's page."
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


def _view(session: Session, context: SiteContext, found: ApplicationPage) -> ApplicationView:
    application = found.application
    council = urlsplit(application.url or "")
    is_web_address = council.scheme in ("http", "https") and council.hostname is not None
    return ApplicationView(
        found=found,
        headline=headline(application.description),
        type=type_words(application),
        stage=stage_of(application),
        status_words=status_words(application),
        deadline=deadline_words(application, context.today()),
        calendar=f"{application_path(application.key)}.ics" if comment_deadline(application) else None,
        council_url=application.url if is_web_address else None,
        council_host=council.hostname,
        history=tuple(
            (_kind_words(entry.change), entry.noticed_at, change_words(entry.change))
            for entry in found.history
        ),
        map=site_map(session, context, application),
        protected=tuple(map(_protected, constraints_of(session, application, context.today()))),
        formerly=", ".join(found.former_references),
        sources=tuple(
            (feed, words) for feed, fields in found.sources.items() if (words := field_words(fields))
        ),
    )


def _protected(mention: ConstraintMention) -> Place:
    """A constraint area with the page to watch it at."""
    return Place(AreaName(AreaKind.CONSTRAINT, str(mention.entity)), first_large(mention_words(mention)))


def _kind_words(change: Change) -> str:
    """What happened; an application that was old when we first saw it made no news."""
    is_first = change.kind is ChangeKind.NOTED and not change.differences
    return "First noticed, when it was old already" if is_first else KIND_WORDS[change.kind]


ROUTES = (Route("/applications/<authority>/<path:reference>", one_application),)
