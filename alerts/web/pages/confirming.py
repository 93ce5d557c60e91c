"""Confirming a subscription: the link shows what will happen, the button does it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from alerts.db.subscriptions import area_of
from alerts.domain.paths import area_path
from alerts.services.confirming import confirm_by_link
from alerts.services.subscribing import subscription_of
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.held import HeldArea, held_area
from alerts.web.routing import Route


def ask_to_confirm(context: SiteContext, token: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        row = subscription_of(session, token, context.desk())
        held = held_area(row, area_of(session, row))
    if held.state == "confirmed":
        return _done_page(held, was_confirmed=True)
    return render_template("confirm.html", held=held)


def confirm_now(context: SiteContext, token: str) -> ResponseReturnValue:
    """Confirm, or say that it was confirmed already."""
    desk = context.desk()
    with context.database.writing() as session:
        row = subscription_of(session, token, desk)
        was_confirmed = row.state == "confirmed"
        if not was_confirmed:
            confirm_by_link(session, desk, row)
        held = held_area(row, area_of(session, row))
    return _done_page(held, was_confirmed=was_confirmed)


def _done_page(held: HeldArea, *, was_confirmed: bool) -> ResponseReturnValue:
    path = to(area_path(held.watch.name))
    return render_template("confirmed.html", held=held, was_confirmed=was_confirmed, path=path)


ROUTES = (
    Route("/confirm/<token>", ask_to_confirm),
    Route("/confirm/<token>", confirm_now, ("POST",)),
)
