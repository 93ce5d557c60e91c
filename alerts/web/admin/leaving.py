"""Signing out: the session ends here, whatever the browser keeps."""

from flask import make_response, redirect
from flask.typing import ResponseReturnValue

from alerts.db import operators
from alerts.web.admin.actions import SIGN_OUT
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit, without_cookie


def sign_out(visit: Visit) -> ResponseReturnValue:
    with visit.acting("session") as rows:
        operators.end(rows, visit.now, digest=visit.who.digest)
    return without_cookie(visit.context, make_response(redirect("/admin", 303)))


ROUTES = (AdminRoute("/admin/sign-out", sign_out, SIGN_OUT, ("POST",), is_harmless=True, is_for_all=True),)
NAV: tuple[NavEntry, ...] = ()
