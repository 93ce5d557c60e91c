"""Confirming a new address: the link shows what will happen, the button does it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from alerts.domain.links import Purpose
from alerts.services.moving import change_of, is_moved, move
from alerts.web.context import SiteContext
from alerts.web.routing import Route


def ask_to_move_here(context: SiteContext, token: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        change, person = change_of(session, token, context.desk())
        is_done = is_moved(change, person)
    return render_template("moved.html" if is_done else "move.html", email=change.email)


def move_here(context: SiteContext, token: str) -> ResponseReturnValue:
    desk = context.desk()
    with context.database.writing() as session:
        change, person = change_of(session, token, desk)
        email = change.email
        move(session, desk, change, person)
    return render_template("moved.html", email=email)


ROUTES = (
    Route(f"/{Purpose.ADDRESS}/<token>", ask_to_move_here),
    Route(f"/{Purpose.ADDRESS}/<token>", move_here, ("POST",)),
)
