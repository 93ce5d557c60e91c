"""`/admin/sign-in`: by a link that is mailed, or by a password with a code. It tells nobody who works here."""

from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from alerts.domain.address import LONGEST, read_address
from alerts.domain.errors import EmailRefused, LinkRefused
from alerts.domain.operators import WRONG_WITHIN
from alerts.services.guessing import may_guess
from alerts.services.operator_links import ask, holder_of
from alerts.services.operator_sign_in import AtTheDoor, by_link, by_password
from alerts.services.operator_tries import TooManyTries
from alerts.web.admin.paths import own_path
from alerts.web.admin.routing import held_by, sign_in_page, with_cookie
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, single
from alerts.web.problems import error_page
from alerts.web.routing import Route

SIGN_IN = "/admin/sign-in"
NOT_RIGHT = "The address, password or code is not right, or the code was used before."


def at_the_door(context: SiteContext) -> AtTheDoor:
    """The browser that asks."""
    held = held_by(context)
    return AtTheDoor(
        context.database,
        context.identity,
        request.remote_addr,
        held.secret if held else "",
        context.clock(),
    )


def too_many_tries() -> Response:
    page = error_page(429)
    page.headers["Retry-After"] = str(int(WRONG_WITHIN.total_seconds()))
    return page


def sign_in_form(_context: SiteContext) -> ResponseReturnValue:
    return sign_in_page()


def ask_for_link(context: SiteContext) -> ResponseReturnValue:
    """Note the request for whoever answers it; what the answer is, nobody sees here."""
    with context.database.writing() as rows:
        ask(rows, context.desk(), single(request.form, "email")[: 2 * LONGEST], request.remote_addr)
    return redirect(f"{SIGN_IN}/sent", 303)


def link_sent(_context: SiteContext) -> ResponseReturnValue:
    return render_template("admin/link_sent.html")


def with_password(context: SiteContext) -> ResponseReturnValue:
    typed, next_path = single(request.form, "email"), own_path(single(request.form, "next"))
    try:
        secret = by_password(
            at_the_door(context),
            _address(typed),
            single(request.form, "password"),
            single(request.form, "code"),
        )
    except TooManyTries:
        return too_many_tries()
    if secret is None:
        return make_response(sign_in_page(next_path, FormRefused({"password": NOT_RIGHT}), typed), 401)
    return with_cookie(context, make_response(redirect(next_path, 303)), secret)


def link_page(context: SiteContext, token: str) -> ResponseReturnValue:
    return _link_page(context, token)


def with_link(context: SiteContext, token: str) -> ResponseReturnValue:
    try:
        secret = by_link(at_the_door(context), token, single(request.form, "code"))
    except TooManyTries:
        return too_many_tries()
    except LinkRefused:
        if may_guess(context.database, context.desk(), request.remote_addr):
            return _link_refused()
        return too_many_tries()
    if secret is None:
        return _link_page(
            context, token, FormRefused({"code": "This code is not right, or was used before."})
        )
    return with_cookie(context, make_response(redirect("/admin", 303)), secret)


def _link_page(context: SiteContext, token: str, refused: FormRefused | None = None) -> ResponseReturnValue:
    """A button: a program that opens links to look at them signs nobody in."""
    try:
        with context.database.reading() as rows:
            holder = holder_of(rows, token, context.identity.keys, context.clock())
    except LinkRefused:
        return _link_refused()
    page = render_template(
        "admin/link.html", token=token, has_factor=holder.factor_since is not None, refused=refused
    )
    return make_response(page, 401 if refused else 200)


def _link_refused() -> ResponseReturnValue:
    return make_response(render_template("admin/link_refused.html", is_error=True), 404)


def _address(typed: str) -> str:
    try:
        return read_address(typed)
    except EmailRefused:
        return ""


_ROUTES = (
    Route(SIGN_IN, sign_in_form),
    Route(SIGN_IN, ask_for_link, ("POST",)),
    Route(f"{SIGN_IN}/sent", link_sent),
    Route(f"{SIGN_IN}/password", with_password, ("POST",)),
    Route(f"{SIGN_IN}/<token>", link_page),
    Route(f"{SIGN_IN}/<token>", with_link, ("POST",)),
)


def add_routes(part: Blueprint, context: SiteContext) -> None:
    """Add the routes for which nobody needs to be signed in."""
    for route in _ROUTES:
        part.add_url_rule(
            route.rule, route.view.__name__, partial(route.view, context), methods=list(route.methods)
        )
