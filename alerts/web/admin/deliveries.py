"""`/admin/deliveries`: what waits, what went and came back, and what an operator can set going again."""

from collections.abc import Callable

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import restored
from alerts.domain.errors import DecidedAlready
from alerts.services import mail_seen
from alerts.services.deliveries import Deliveries, deliveries, retry_mail_now, try_alerts_again
from alerts.services.post_trouble import in_words
from alerts.services.putting_back import decide
from alerts.web.admin import people_actions
from alerts.web.admin.actions import LOOK
from alerts.web.admin.people_actions import (
    DISCARD_RESTORED,
    RELEASE_RESTORED,
    RETRY_NOW,
    SEE_MAIL,
    TRY_AGAIN,
)
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import short_moment
from alerts.web.forms import single

DELIVERIES = "/admin/deliveries"
FAILED_ON_A_PAGE = 20
SAID = {
    "again": "The alerts are put into words once more, with the next run.",
    "retry": "The mail is tried now.",
    "released": "Released. What waited is told.",
    "discarded": "Discarded. Nobody is told of what waited.",
}


def deliveries_page(visit: Visit) -> ResponseReturnValue:
    return _page(visit, done=SAID.get(single(request.args, "done"), ""))


def try_again(visit: Visit) -> ResponseReturnValue:
    return _act(visit, "again", lambda session: {"alerts": try_alerts_again(session)})


def retry_now(visit: Visit) -> ResponseReturnValue:
    return _act(visit, "retry", lambda session: {"e-mails": retry_mail_now(session, visit.now)})


def release_restored(visit: Visit) -> ResponseReturnValue:
    return _act(visit, "released", lambda session: _decide(session, visit, "release"))


def discard_restored(visit: Visit) -> ResponseReturnValue:
    """Asked first: what is discarded is never told."""
    if single(request.form, "sure") != "yes":
        with visit.context.database.reading() as session:
            found = deliveries(session, visit.context.timetable, visit.now)
        if found.standing is not None:
            return visit.page("discard_restored.html", standing=found.standing)
    return _act(visit, "discarded", lambda session: _decide(session, visit, "discard"))


def _decide(session: Session, visit: Visit, action: str) -> dict[str, int]:
    if restored.since(session) is None:
        raise DecidedAlready("Somebody has decided on this already. Nothing was changed.")
    waiting = restored.waiting(session)
    decide(session, action, visit.now)
    return waiting


def _act(visit: Visit, what: str, act: Callable[[Session], dict[str, int]]) -> ResponseReturnValue:
    counts: dict[str, int] = {}
    try:
        with visit.acting("mail", counts=counts) as session:
            counts.update(act(session))
    except DecidedAlready as before:
        return make_response(_page(visit, problem=str(before), is_error=True), 409)
    return redirect(f"{DELIVERIES}?done={what}", 303)


def _page(visit: Visit, **words: object) -> str:
    """A viewer sees numbers, an operator also who and why."""
    may_see = visit.may(SEE_MAIL)
    with visit.context.database.reading() as session:
        found: Deliveries = deliveries(session, visit.context.timetable, visit.now)
        failed = (
            mail_seen.failed(session, FAILED_ON_A_PAGE, single(request.args, "before")) if may_see else None
        )
    return visit.page(
        "deliveries.html",
        found=found,
        failed=failed,
        trouble=in_words(found.health) if found.health.trouble and may_see else "",
        may_see=may_see,
        acts=people_actions,
        today=visit.context.today(),
        short=short_moment(visit),
        **words,
    )


ROUTES = (
    AdminRoute(DELIVERIES, deliveries_page, LOOK),
    AdminRoute(f"{DELIVERIES}/again", try_again, TRY_AGAIN, ("POST",)),
    AdminRoute(f"{DELIVERIES}/retry", retry_now, RETRY_NOW, ("POST",)),
    AdminRoute(f"{DELIVERIES}/release", release_restored, RELEASE_RESTORED, ("POST",)),
    AdminRoute(f"{DELIVERIES}/discard", discard_restored, DISCARD_RESTORED, ("POST",)),
)
NAV = (NavEntry(DELIVERIES, "Deliveries", LOOK),)
