"""Dashboards: everything, a council, a ward, a drawn area, and several of them beside each other; with their files."""

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from alerts.domain.insight.slice import PlaceKind
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.insight.answering import chart_file, dashboard_page, kept_page
from alerts.web.insight.definitions import TERMS
from alerts.web.insight.finding import Found, find
from alerts.web.insight.subjects import covered, everything, subject_of
from alerts.web.routing import Route


def insight_all(context: SiteContext) -> ResponseReturnValue:
    """Everything that is covered, and the way to one place: by what is typed, or from a list."""
    typed = single(request.args, "q")
    with context.database.reading() as session:
        found = find(session, context, typed) if typed else Found()
        councils = covered(session)
    if len(found.choices) == 1 and not found.words:
        return redirect(to(found.choices[0].path), 303)
    return dashboard_page(
        context, everything(councils), also=("q",), found=found, typed=typed, councils=sorted(councils)
    )


def insight_place(context: SiteContext, kind: str, code: str) -> ResponseReturnValue:
    """A council, a ward or a drawn area."""
    with context.database.reading() as session:
        subject = subject_of(session, context, PlaceKind(kind), code)
    return dashboard_page(context, subject)


def insight_all_file(context: SiteContext, chart: str, ending: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        councils = covered(session)
    return chart_file(context, everything(councils), chart, ending)


def insight_place_file(
    context: SiteContext, kind: str, code: str, chart: str, ending: str
) -> ResponseReturnValue:
    with context.database.reading() as session:
        subject = subject_of(session, context, PlaceKind(kind), code)
    return chart_file(context, subject, chart, ending)


def definitions(_context: SiteContext) -> ResponseReturnValue:
    return kept_page(Response(render_template("insight_definitions.html", terms=TERMS)))


_PLACE = "/insight/<any(authority, ward, shape):kind>/<code>"

ROUTES = (
    Route("/insight", insight_all),
    Route("/insight/definitions", definitions),
    Route("/insight/all/<chart>.<ending>", insight_all_file),
    Route(_PLACE, insight_place),
    Route(f"{_PLACE}/<chart>.<ending>", insight_place_file),
)
