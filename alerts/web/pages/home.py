"""The first page and its search box."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from alerts.db import applications, feeds
from alerts.db.mapping import application_from_row
from alerts.domain.paths import application_path, area_path
from alerts.services.searching import Answer, search
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.listed import item
from alerts.web.routing import Route

_SHOWN = 8


def home(context: SiteContext) -> ResponseReturnValue:
    today = context.today()
    with context.database.reading() as session:
        still_open = applications.open_for_comment(session, today, _SHOWN)
        shown = [application_from_row(row) for row in still_open or applications.recent(session, _SHOWN)]
        covered = sorted(
            {code for row in feeds.all_feeds(session, enabled_only=True) for code in row.authorities}
        )
    items = [item(number, application, today) for number, application in enumerate(shown, 1)]
    return render_template("home.html", items=items, are_open=bool(still_open), covered=covered)


def look_up(context: SiteContext) -> ResponseReturnValue:
    """Lead straight to the one thing meant, or list what may have been."""
    text = single(request.args, "q")
    with context.database.reading() as session:
        answer = search(session, context.places, text)
    if answer.is_certain:
        return redirect(to(_only_path(answer)), 303)
    today = context.today()
    items = [item(number, found, today) for number, found in enumerate(answer.applications, 1)]
    return render_template("search.html", text=text[:200], answer=answer, items=items)


def _only_path(answer: Answer) -> str:
    if answer.places:
        return area_path(answer.places[0].name)
    return application_path(answer.applications[0].key)


ROUTES = (Route("/", home), Route("/search", look_up))
