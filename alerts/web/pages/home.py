"""The first page, its search box, and the way from where somebody stands to a place to watch."""

import re

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from alerts.db import applications, feeds
from alerts.db.mapping import application_from_row
from alerts.domain.paths import application_path, area_path
from alerts.domain.search_words import LONGEST_TEXT
from alerts.language import _
from alerts.services.nearby import area_at
from alerts.services.searching import Answer, more_applications, search
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.listed import item
from alerts.web.routing import Route

_SHOWN = 8
_KEY = re.compile(r"[0-9]{1,19}")
_LARGEST_KEY = 2**63 - 1


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
    """Lead straight to the one thing meant, or list what may have been; `before` asks for older applications."""
    text = single(request.args, "q")
    before = _read_before(single(request.args, "before"))
    with context.database.reading() as session:
        answer = (
            search(session, context.places, text)
            if before is None
            else more_applications(session, text, before)
        )
    if answer.is_certain and before is None:
        return redirect(to(_only_path(answer)), 303)
    today = context.today()
    items = [item(number, found, today) for number, found in enumerate(answer.applications, 1)]
    return render_template(
        "search.html", text=text[:LONGEST_TEXT], answer=answer, items=items, is_continued=before is not None
    )


def near(context: SiteContext, centre: str) -> ResponseReturnValue:
    """Lead from a position to the area of its nearest postcode. Nothing is kept of it."""
    return redirect(to(area_path(area_at(context.places, centre))), 303)


def _read_before(given: str) -> int | None:
    if given and (not _KEY.fullmatch(given) or int(given) > _LARGEST_KEY):
        raise BadRequest(_("The address of that page of results is not whole. Please search again."))
    return int(given) if given else None


def _only_path(answer: Answer) -> str:
    if answer.places:
        return area_path(answer.places[0].name)
    return application_path(answer.applications[0].key)


ROUTES = (Route("/", home), Route("/search", look_up), Route("/near/<centre>", near))
