"""Routes of the operators' pages: each names what it is for, and nobody passes who may not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.domain.operators import Action
from alerts.services.operating import Operator, SignedIn, signed_in
from alerts.web.admin.cookie import MADE_ANEW_S, Held, cookie_name, cookie_value, read_cookie
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused

PROVE = "/admin/prove"
"""Where somebody shows anew who they are, before they act."""

SET_UP = "/admin/account/factor"
"""Where somebody sets their second factor up."""

PROOF_FIELDS = ("csrf_token", "proof_path", "proof_code")
"""The fields of the form that asks for a proof; all others are those of the form that it stands before."""


@dataclass(frozen=True)
class Visit:
    """An operator on a page: who, for what, when."""

    context: SiteContext
    who: SignedIn
    action: Action
    now: datetime

    @property
    def operator(self) -> Operator:
        return self.who.operator

    def may(self, action: Action) -> bool:
        return action.is_for(self.operator.role)

    @contextmanager
    def acting(self, subject: str, **detail: Any) -> Iterator[Session]:
        """One transaction of this visit's action, with its line in the audit."""
        with self.who.acting(self.context.database, self.action, subject, self.now, **detail) as rows:
            yield rows

    def page(self, template: str, **words: Any) -> str:
        return render_template(f"admin/{template}", visit=self, **words)


AdminView = Callable[..., ResponseReturnValue]


class AdminRoute(NamedTuple):
    """An address below `/admin`, what answers it, what it is for, and the methods it takes. A POST asks for a recent
    proof of who it is, unless it `is_harmless`. `is_for_all` where it is open to somebody who has to set a second
    factor up first.
    """

    rule: str
    view: AdminView
    action: Action
    methods: tuple[str, ...] = ("GET",)
    is_harmless: bool = False
    is_for_all: bool = False


class NavEntry(NamedTuple):
    """A line at the top of each page: where it leads, in which words, and what somebody has to be allowed for it."""

    path: str
    words: str
    action: Action

    def is_here(self, path: str) -> bool:
        """Whether a page is this one or lies below it; everything lies below the first."""
        return path == self.path or (self.path != "/admin" and path.startswith(f"{self.path}/"))


def add_admin_routes(part: Blueprint, context: SiteContext, routes: tuple[AdminRoute, ...]) -> None:
    """Add routes that only an operator with the role for each gets to. A view is given the visit first."""
    for route in routes:
        module = route.view.__module__.rpartition(".")[2]
        part.add_url_rule(
            route.rule,
            f"{module}_{route.view.__name__}",
            partial(_let_in, context, route),
            methods=list(route.methods),
        )


def ask_for_proof(visit: Visit, path: str, refused: FormRefused | None = None) -> str:
    """The page that asks for a proof before the act at a path, and carries what was typed for it."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in PROOF_FIELDS]
    return visit.page("prove.html", path=path, typed=typed, refused=refused, is_error=True)


def sign_in_page(next_path: str = "", refused: FormRefused | None = None, email: str = "") -> str:
    """The page that asks who it is; `next_path` is where they meant to go."""
    return render_template(
        "admin/sign_in.html", is_error=True, next_path=next_path, refused=refused, email=email
    )


def held_by(context: SiteContext) -> Held | None:
    """What the browser that asks holds, whether or not its session is good."""
    given = request.cookies.get(cookie_name(context.site.base_url), "")
    keys = (context.secret_key, *context.identity.previous_keys)
    return read_cookie(given, keys, context.clock()) if given else None


def who_asks(context: SiteContext) -> SignedIn | None:
    held = held_by(context)
    return signed_in(context.database, held.secret, held.seen_at, context.clock()) if held else None


def with_cookie(context: SiteContext, answer: Response, secret: str) -> Response:
    """The answer with the cookie of a session, as of now."""
    base_url = context.site.base_url
    answer.set_cookie(
        cookie_name(base_url),
        cookie_value(Held(secret, context.clock()), context.secret_key),
        path="/",
        secure=base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return answer


def without_cookie(context: SiteContext, answer: Response) -> Response:
    base_url = context.site.base_url
    answer.delete_cookie(
        cookie_name(base_url), path="/", secure=base_url.startswith("https://"), httponly=True, samesite="Lax"
    )
    return answer


def _let_in(context: SiteContext, route: AdminRoute, **parts: Any) -> ResponseReturnValue:
    who = who_asks(context)
    if who is None:
        return make_response(sign_in_page(request.path if request.method == "GET" else ""), 401)
    now = context.clock()
    visit = Visit(context, who, route.action, now)
    if not visit.may(route.action):
        return make_response(visit.page("not_allowed.html", is_error=True), 403)
    if who.operator.lacks_factor and not route.is_for_all:
        return redirect(SET_UP, 303)
    is_act = request.method == "POST" and not route.is_harmless
    if is_act and not who.session.is_recent(now):
        return make_response(ask_for_proof(visit, request.path), 401)
    answer = make_response(route.view(visit, **parts))
    return _seen(context, answer)


def _seen(context: SiteContext, answer: Response) -> Response:
    """The answer with the cookie made anew, so that a session in use does not end for being idle."""
    held = held_by(context)
    name = cookie_name(context.site.base_url)
    is_set = any(name in each for each in answer.headers.getlist("Set-Cookie"))
    if held is None or is_set or (context.clock() - held.seen_at).total_seconds() < MADE_ANEW_S:
        return answer
    return with_cookie(context, answer, held.secret)
