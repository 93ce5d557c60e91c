"""Why a person was, or was not, told of an application: every rule with its outcome."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import applications, subscriptions
from alerts.db.mapping import application_from_row
from alerts.db.tables import SubscriptionRow
from alerts.domain.application import Application, ApplicationKey
from alerts.domain.errors import NotFound
from alerts.domain.links import Purpose
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.domain.wording import KIND_WORDS
from alerts.language import _
from alerts.services.explaining import explain
from alerts.services.subscribing import person_of
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.held import own_subscription
from alerts.web.routing import Route


def why(context: SiteContext, token: str) -> ResponseReturnValue:
    """The rules for one application, or the choice of its council where the reference alone may mean several."""
    reference = " ".join(single(request.args, "reference").split())
    with context.database.reading() as session:
        person, _claim = person_of(session, token, Purpose.MANAGE, context.desk())
        row = own_subscription(session, person.id, single(request.args, "subscription"))
        found = _meant(session, row, reference, single(request.args, "council"))
        if not found:
            raise NotFound(
                _("We know no application of that reference. It stands on the application's page.")
            )
        if len(found) > 1:
            return render_template("which_council.html", token=token, subscription=row.id, found=found)
        timetable, now = context.timetable, context.clock()
        known = applications.by_key(session, found[0].key)
        number = known.id if known is not None else 0
        name = AreaName(AreaKind.APPLICATION, f"{found[0].authority}:{found[0].reference}")
        is_followed = subscriptions.living_of_name(session, person.id, name) is not None
        explained = explain(session, row.id, found[0].key, timetable, now)
    return render_template(
        "why.html",
        token=token,
        application=found[0],
        explained=explained,
        number=number,
        kind_words=KIND_WORDS,
        is_followed=is_followed,
    )


def _meant(session: Session, row: SubscriptionRow, reference: str, council: str) -> list[Application]:
    """What a reference may mean to this subscriber: of the council given, else of those that the area touches,
    else of any.
    """
    codes = [council] if council else subscriptions.area_of(session, row).authorities
    keyed = (applications.by_key(session, ApplicationKey(code, reference)) for code in codes)
    known = [found for found in keyed if found is not None and found.quarantine is None]
    if not known and not council:
        known = applications.by_reference(session, reference)
    return [application_from_row(found) for found in known]


ROUTES = (Route("/manage/<token>/why", why),)
