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
        context, everything(), also=("q",), found=found, typed=typed, councils=sorted(councils)
    )


def insight_authority(context: SiteContext, code: str) -> ResponseReturnValue:
    return _page(context, PlaceKind.AUTHORITY, code)


def insight_ward(context: SiteContext, code: str) -> ResponseReturnValue:
    return _page(context, PlaceKind.WARD, code)


def insight_shape(context: SiteContext, name: str) -> ResponseReturnValue:
    return _page(context, PlaceKind.SHAPE, name)


def insight_all_file(context: SiteContext, chart: str, ending: str) -> ResponseReturnValue:
    return chart_file(context, everything(), chart, ending)


def insight_authority_file(context: SiteContext, code: str, chart: str, ending: str) -> ResponseReturnValue:
    return _file(context, PlaceKind.AUTHORITY, code, chart, ending)


def insight_ward_file(context: SiteContext, code: str, chart: str, ending: str) -> ResponseReturnValue:
    return _file(context, PlaceKind.WARD, code, chart, ending)


def insight_shape_file(context: SiteContext, name: str, chart: str, ending: str) -> ResponseReturnValue:
    return _file(context, PlaceKind.SHAPE, name, chart, ending)


def definitions(_context: SiteContext) -> ResponseReturnValue:
    return kept_page(Response(render_template("insight_definitions.html", terms=TERMS)))


def _page(context: SiteContext, kind: PlaceKind, code: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        subject = subject_of(session, context, kind, code)
    return dashboard_page(context, subject)


def _file(context: SiteContext, kind: PlaceKind, code: str, chart: str, ending: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        subject = subject_of(session, context, kind, code)
    return chart_file(context, subject, chart, ending)


ROUTES = (
    Route("/insight", insight_all),
    Route("/insight/definitions", definitions),
    Route("/insight/authority/<code>", insight_authority),
    Route("/insight/ward/<code>", insight_ward),
    Route("/insight/shape/<name>", insight_shape),
    Route("/insight/all/<chart>.<ending>", insight_all_file),
    Route("/insight/authority/<code>/<chart>.<ending>", insight_authority_file),
    Route("/insight/ward/<code>/<chart>.<ending>", insight_ward_file),
    Route("/insight/shape/<name>/<chart>.<ending>", insight_shape_file),
)
