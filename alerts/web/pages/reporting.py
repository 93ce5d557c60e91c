"""Telling us of an application at the wrong place, and the page that says thank you."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from alerts.services.reporting import report_place
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, Typed
from alerts.web.pages.applications import application_form_page
from alerts.web.problems import error_page
from alerts.web.report_form import read_report, reported_application, typed_report
from alerts.web.routing import Route

REPORTED = "/reported"
_COME_BACK_AFTER_S = 24 * 3600


def report(context: SiteContext) -> ResponseReturnValue:
    """Put the report down, or show the page again with what is wrong with it."""
    typed = typed_report(request.form)
    try:
        asked = read_report(request.form)
    except FormRefused as refused:
        return application_form_page(context, reported_application(request.form), Typed(), refused, typed)
    with context.database.writing() as session:
        is_taken = report_place(session, asked, request.remote_addr, context.identity.key, context.clock())
    if is_taken:
        return redirect(to(REPORTED), 303)
    page = error_page(429)
    page.headers["Retry-After"] = str(_COME_BACK_AFTER_S)
    return page


def reported(_context: SiteContext) -> ResponseReturnValue:
    return render_template("reported.html")


ROUTES = (
    Route("/reports", report, ("POST",)),
    Route(REPORTED, reported),
)
