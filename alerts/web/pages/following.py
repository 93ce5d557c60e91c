"""Following one application, or hearing no more of it, by a link from an e-mail."""

from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import applications, subscriptions
from alerts.db.mapping import application_from_row
from alerts.domain.application import Application
from alerts.domain.errors import LinkRefused
from alerts.domain.links import Purpose
from alerts.domain.paths import application_path
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.areas import watch_area
from alerts.services.own_areas import watch_at_once
from alerts.services.subscribing import Desk, person_of
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.routing import Route


class _Meant(NamedTuple):
    """The person whose link it is and the application that it is about."""

    subscriber_id: int
    application_id: int
    application: Application


def ask_to_follow(context: SiteContext, token: str) -> ResponseReturnValue:
    return _ask(context, token, Purpose.FOLLOW)


def ask_to_mute(context: SiteContext, token: str) -> ResponseReturnValue:
    return _ask(context, token, Purpose.MUTE)


def follow(context: SiteContext, token: str) -> ResponseReturnValue:
    """Watch the application, and hear of it again if it was muted."""
    desk = context.desk()
    with context.database.writing() as session:
        meant = _meant(session, token, Purpose.FOLLOW, desk)
        key = meant.application.key
        name = AreaName(AreaKind.APPLICATION, f"{key.authority}:{key.reference}")
        watch_at_once(
            session, desk, meant.subscriber_id, watch_area(session, context.places, name), Wishes(), "/follow"
        )
        subscriptions.unmute(session, meant.subscriber_id, meant.application_id)
    return _page("followed.html", meant)


def mute(context: SiteContext, token: str) -> ResponseReturnValue:
    desk = context.desk()
    with context.database.writing() as session:
        meant = _meant(session, token, Purpose.MUTE, desk)
        subscriptions.mute(session, meant.subscriber_id, meant.application_id, desk.now)
    return _page("muted.html", meant)


def _ask(context: SiteContext, token: str, purpose: Purpose) -> ResponseReturnValue:
    with context.database.reading() as session:
        meant = _meant(session, token, purpose, context.desk())
    return _page(f"{purpose}.html", meant)


def _meant(session: Session, token: str, purpose: Purpose, desk: Desk) -> _Meant:
    person, claim = person_of(session, token, purpose, desk)
    row = applications.by_id(session, claim.about)
    if row is None or row.quarantine is not None:
        raise LinkRefused("The application of this link is not known any more.")
    return _Meant(person.id, row.id, application_from_row(row))


def _page(template: str, meant: _Meant) -> ResponseReturnValue:
    path = to(application_path(meant.application.key))
    return render_template(template, application=meant.application, path=path)


ROUTES = (
    Route("/follow/<token>", ask_to_follow),
    Route("/follow/<token>", follow, ("POST",)),
    Route("/mute/<token>", ask_to_mute),
    Route("/mute/<token>", mute, ("POST",)),
)
