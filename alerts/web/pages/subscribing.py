"""Asking for alerts: one answer for everybody, whatever we know of the address."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from alerts.domain.address import read_address
from alerts.domain.errors import EmailRefused
from alerts.domain.paths import area_path
from alerts.domain.watch_area import AreaKind, WatchArea, parse_area_name
from alerts.language import _, spoken
from alerts.services.areas import watch_area
from alerts.services.intake import Asked, note
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, Typed, read_subscription, single, typed_subscription
from alerts.web.pages.applications import application_form_page
from alerts.web.pages.areas import area_form_page
from alerts.web.problems import error_page
from alerts.web.routing import Route

CHECK_YOUR_INBOX = "/check-your-inbox"


def subscribe(context: SiteContext) -> ResponseReturnValue:
    typed = typed_subscription(request.form)
    try:
        asked = read_subscription(request.form)
    except FormRefused as refused:
        return _refused_page(context, typed, refused)
    with context.database.reading() as session:
        watch = watch_area(session, context.places, asked.area)
    name, page = str(watch.name), area_path(watch.name)
    return _noted(context, Asked(asked.email, page, request.remote_addr, name, asked.wishes, spoken()))


def send_link(context: SiteContext) -> ResponseReturnValue:
    """Send a person their own link again, if we know them."""
    try:
        email = read_address(single(request.form, "email"))
    except EmailRefused as error:
        return error_page(400, str(error), _("That e-mail address is not complete"))
    return _noted(context, Asked(email, "/links", request.remote_addr, language=spoken()))


def _noted(context: SiteContext, asked: Asked) -> ResponseReturnValue:
    """Put the request down for whoever answers it; what the answer is, nobody sees here."""
    with context.database.writing() as session:
        note(session, context.desk(), asked)
    return redirect(to(CHECK_YOUR_INBOX), 303)


def check_your_inbox(context: SiteContext) -> ResponseReturnValue:
    return render_template("check_your_inbox.html", limits=context.limits)


def ask_for_link(_context: SiteContext) -> ResponseReturnValue:
    return render_template("ask_for_link.html")


def _refused_page(context: SiteContext, typed: Typed, refused: FormRefused) -> ResponseReturnValue:
    """The page that the form stood on, with what was typed; where the area is at fault there is no such page."""
    if "area" in refused.errors:
        return error_page(400, refused.errors["area"], _("We cannot show that area"))
    watch = _area_asked_for(context)
    if watch.name.kind is AreaKind.APPLICATION and watch.application is not None:
        return application_form_page(context, watch.application, typed, refused)
    return area_form_page(context, watch, typed, refused)


def _area_asked_for(context: SiteContext) -> WatchArea:
    with context.database.reading() as session:
        return watch_area(session, context.places, parse_area_name(single(request.form, "area")))


ROUTES = (
    Route("/subscriptions", subscribe, ("POST",)),
    Route("/links", send_link, ("POST",)),
    Route("/links", ask_for_link),
    Route(CHECK_YOUR_INBOX, check_your_inbox),
)
