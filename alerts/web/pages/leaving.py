"""Leaving: one click from a mail program, or a page that ends one area or all and takes it back."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.domain.links import Purpose
from alerts.services.subscribing import Desk, end, living_of, person_of, undo_end
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.guards import ONE_CLICK
from alerts.web.held import held_areas, own_subscription
from alerts.web.plain_text import plain_text
from alerts.web.routing import Route


def ask_to_leave(context: SiteContext, token: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        person, _claim = person_of(session, token, Purpose.UNSUBSCRIBE, context.desk())
        held = held_areas(session, person.id, "confirmed", "pending")
    return render_template("leave.html", token=token, held=held)


def leave(context: SiteContext, token: str) -> ResponseReturnValue:
    """End all of a person's areas, or one; with `undo`, start again what was ended last."""
    if request.form.getlist(ONE_CLICK[0]) == [ONE_CLICK[1]]:
        return _one_click(context, token)
    desk = context.desk()
    number, is_undo = single(request.form, "subscription"), single(request.form, "undo") == "1"
    with context.database.writing() as session:
        person, _claim = person_of(session, token, Purpose.UNSUBSCRIBE, desk)
        outcome = _undo(session, person.id, desk) if is_undo else _end(session, person.id, number, desk)
        held = held_areas(session, person.id, "confirmed", "pending")
    return render_template("left.html", token=token, outcome=outcome, held=held)


def _one_click(context: SiteContext, token: str) -> Response:
    """What a mail program's button does (RFC 8058): everything ends in this request, without a redirect."""
    desk = context.desk()
    with context.database.writing() as session:
        person, _claim = person_of(session, token, Purpose.UNSUBSCRIBE, desk)
        end(living_of(session, person.id), desk.now)
    return plain_text("You are unsubscribed from all planning alerts.\n")


def _end(session: Session, subscriber_id: int, number: str, desk: Desk) -> str:
    rows = [own_subscription(session, subscriber_id, number)] if number else living_of(session, subscriber_id)
    end(rows, desk.now)
    return "one" if number else "all"


def _undo(session: Session, subscriber_id: int, desk: Desk) -> str:
    return "undone" if undo_end(session, subscriber_id, desk.now) else "nothing"


ROUTES = (
    Route("/unsubscribe/<token>", ask_to_leave),
    Route("/unsubscribe/<token>", leave, ("POST",)),
)
