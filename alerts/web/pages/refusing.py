"""Never again: a link in every e-mail that asks to confirm ends such e-mails for good, in one click if need be."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from alerts.db import subscriptions
from alerts.domain.links import Purpose
from alerts.services.refusing import address_of, never_write_again, refuse_in_one_click
from alerts.web.context import SiteContext
from alerts.web.guards import ONE_CLICK
from alerts.web.held import held_areas
from alerts.web.plain_text import plain_text
from alerts.web.routing import Route

_ENDED = "You are unsubscribed from all planning alerts. Every e-mail of ours has a link to take that back.\n"


def ask_never_again(context: SiteContext, token: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        email = address_of(session, token, context.desk())
        person = subscriptions.subscriber_of(session, email) if email else None
        held = held_areas(session, person.id, "confirmed") if person else ()
    if email is None:
        return render_template("never_done.html")
    return render_template("never.html", email=email, held=held)


def never_again(context: SiteContext, token: str) -> ResponseReturnValue:
    """Forget the address but for a hash, and never write to it again; a second time changes nothing."""
    if request.form.getlist(ONE_CLICK[0]) == [ONE_CLICK[1]]:
        return _one_click(context, token)
    with context.database.writing() as session:
        never_write_again(session, token, context.desk())
    return render_template("never_done.html")


def _one_click(context: SiteContext, token: str) -> Response:
    """What a mail program's button does (RFC 8058); what somebody confirmed can be started again."""
    with context.database.writing() as session:
        is_over = refuse_in_one_click(session, token, context.desk())
    return plain_text("We never write to this address again.\n" if is_over else _ENDED)


ROUTES = (
    Route(f"/{Purpose.NEVER}/<token>", ask_never_again),
    Route(f"/{Purpose.NEVER}/<token>", never_again, ("POST",)),
)
