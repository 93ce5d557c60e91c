"""The page of one application: what, where, how it stands, what changed and when we noticed, and to follow it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from alerts.domain.application import Application, ApplicationKey
from alerts.domain.application_types import LABELS
from alerts.domain.change import Change, ChangeKind
from alerts.domain.comment_deadline import comment_deadline
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.domain.wording import KIND_WORDS, change_words, deadline_words, stage_words
from alerts.drawing.area_map import SiteStage
from alerts.services.listing import ApplicationPage, application_page
from alerts.web.addresses import application_path
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, Typed
from alerts.web.listed import headline, stage_of
from alerts.web.maps import licence_lines, site_map
from alerts.web.routing import Route


@dataclass(frozen=True)
class ApplicationView:
    """An application with the words that its page says."""

    found: ApplicationPage
    headline: str
    type: str
    stage: SiteStage
    stage_words: str
    deadline: str | None
    council_url: str | None
    council_host: str | None
    history: tuple[tuple[str, Any, tuple[tuple[str, str, str], ...]], ...]
    map: Markup | None


def one_application(context: SiteContext, authority: str, reference: str) -> ResponseReturnValue:
    return application_form_page(context, ApplicationKey(authority.upper(), reference), Typed())


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


def application_document(context: SiteContext, authority: str, reference: str) -> ResponseReturnValue:
    """The application as JSON, in the words of the planning register."""
    with context.database.reading() as session:
        found = application_page(session, ApplicationKey(authority.upper(), reference))
    application, deadline = found.application, comment_deadline(found.application)
    base = context.site.base_url
    dates = ("received_date", "valid_date", "consultation_start_date", "consultation_end_date")
    return jsonify(
        {
            "authority": application.authority,
            "reference": application.reference,
            "description": application.description,
            "address": application.address,
            "postcode": application.postcode,
            "application_type": application.application_type,
            "status": application.status,
            "decision": application.decision,
            **{
                name: _iso(getattr(application, name)) for name in (*dates, "decision_date", "withdrawn_date")
            },
            "comment_by": _iso(deadline.day) if deadline else None,
            "comment_by_is_estimate": deadline.is_estimate if deadline else None,
            "first_noticed_at": found.first_noticed_at.isoformat(),
            "url": application.url,
            "page": base + application_path(application.key),
        }
    )


def _view(session: Session, context: SiteContext, found: ApplicationPage) -> ApplicationView:
    application = found.application
    council = urlsplit(application.url or "")
    is_web_address = council.scheme in ("http", "https")
    return ApplicationView(
        found=found,
        headline=headline(application.description),
        type=_type_words(application),
        stage=stage_of(application),
        stage_words=stage_words(application),
        deadline=deadline_words(application, context.today()),
        council_url=application.url if is_web_address else None,
        council_host=council.hostname,
        history=tuple(
            (_kind_words(entry.change), entry.noticed_at, change_words(entry.change))
            for entry in found.history
        ),
        map=site_map(session, context, application),
    )


def _kind_words(change: Change) -> str:
    """What happened; an application that was old when we first saw it made no news."""
    is_first = change.kind is ChangeKind.NOTED and not change.differences
    return "First noticed, when it was old already" if is_first else KIND_WORDS[change.kind]


def _type_words(application: Application) -> str:
    label = LABELS.get(application.application_type or "")
    return label or application.application_type_raw or "Not given"


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


ROUTES = (
    Route("/applications/<authority>/<path:reference>.json", application_document),
    Route("/applications/<authority>/<path:reference>", one_application),
)
