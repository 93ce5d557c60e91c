"""What stands before and after every request: host, size and provenance checked, security headers set."""

import re
import time
from collections.abc import Iterator
from functools import partial
from math import ceil

from flask import Flask, Request, Response, request
from flask.globals import request_ctx
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    RequestEntityTooLarge,
    RequestURITooLarge,
    TooManyRequests,
)

from alerts.domain.links import PEOPLES, Purpose
from alerts.domain.signup_limits import is_of_this_machine, network_of
from alerts.language import _
from alerts.web.api.problem import is_for_programs
from alerts.web.context import SiteContext
from alerts.web.forms import Fields
from alerts.web.policy import FRAMED_POLICY, content_policy
from alerts.web.trust import Provenance, is_known_host, may_write
from alerts.web.turnstile import Turnstile

LARGEST_BODY = 256 * 1024
MOST_FIELDS = 200
LONGEST_QUERY = 4_000
LONGEST_QUERY_OF_PROGRAMS = 8_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""The body of RFC 8058's POST, which mail programs send without any sign of where it came from."""
_ONE_CLICK_PATHS = (f"/{Purpose.UNSUBSCRIBE}/", f"/{Purpose.NEVER}/")

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Letters below the space but for tabs and line ends. No person types them, and PostgreSQL takes no NUL."""

PERSONAL_PATHS = frozenset({*PEOPLES, "outbox", "links", "bounces", "near", "admin"})
_OWN_SHAPES = ("/areas/shape/", "/insight/shape/")
_OWN_SHAPE = "shape:"
"""Among the places that are compared, with others or alone."""
READ_BY_PROGRAMS = "/api/v1/"
"""A search engine would follow page after page of it."""
UNINDEXED_PATHS = PERSONAL_PATHS | {
    "search", "check-your-inbox", "subscriptions", "reports", "reported", "embed",
}  # fmt: skip

COUNTED_PATHS = frozenset(
    {"", "search", "areas", "applications", "subscriptions", "reports", "status", "embed", "insight"}
)
"""Where a page takes work of the database; what watches the service itself is not held back."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
}
_FRAMED_HEADERS = {
    **{name: value for name, value in _HEADERS.items() if name != "X-Frame-Options"},
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Of an answer that other sites may frame, which has the policy for it."""


def guard(app: Flask, context: SiteContext, turnstile: Turnstile | None) -> None:
    """Put the checks before every request of the site and the headers on every answer."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    app.before_request(partial(_check, context))
    if turnstile is not None:
        app.before_request(partial(_let_through, turnstile))
    app.after_request(partial(_with_headers, context))


def turnstile_of(context: SiteContext) -> Turnstile | None:
    """What counts the pages that a network asks for; None without a limit."""
    return Turnstile(context.pages_a_minute, time.monotonic) if context.pages_a_minute else None


def wait_s(turnstile: Turnstile | None, ip: str | None) -> float:
    """Let whoever asks from an address through, or say how long they have to wait."""
    return 0.0 if turnstile is None or is_of_this_machine(ip) else turnstile.wait_s(network_of(ip))


def _check(context: SiteContext) -> None:
    if not is_known_host(request.host, context.site.base_url):
        raise BadRequest(_("This site does not go by that name."))
    path = request.path
    for_programs = is_for_programs(path)
    if for_programs and len(request.query_string) > LONGEST_QUERY_OF_PROGRAMS:
        raise RequestURITooLarge
    if not for_programs and len(request.query_string) > LONGEST_QUERY:
        raise BadRequest(_("The address is too long."))
    if any(map(_CONTROLS.search, (path, *_words(request.args)))):
        raise BadRequest(_("The address has letters that cannot be shown."))
    if request.method in SAFE_METHODS or _has_own_proof(request):
        return
    if (request.content_length or 0) > LARGEST_BODY:
        raise RequestEntityTooLarge
    if for_programs:
        return  # nothing there takes anything: the routes themselves say so
    if sum(len(values) for _name, values in request.form.lists()) > MOST_FIELDS:
        raise BadRequest(_("The form has too many fields."))
    if any(map(_CONTROLS.search, _words(request.form))):
        raise BadRequest(_("The form has letters that cannot be shown."))
    if not _is_one_click(request) and not _came_from_here(request, context):
        raise Forbidden


def _let_through(turnstile: Turnstile) -> None:
    """Hold a network back that asks for more than people do of what takes work. A client cannot choose under which
    network it counts; a proxy on this machine that `trusted_proxies` does not name counts under none, as everybody
    comes through it.
    """
    seconds = wait_s(turnstile, request.remote_addr) if _first_part(request.path) in COUNTED_PATHS else 0.0
    if seconds:
        raise TooManyRequests(retry_after=ceil(seconds))


def _words(fields: Fields) -> Iterator[str]:
    """Every name and value of a query or a form."""
    for name, values in fields.lists():
        yield name
        yield from values


def _is_one_click(asked: Request) -> bool:
    """A mail program's POST: its token in the address is what proves that it may."""
    name, value = ONE_CLICK
    return asked.path.startswith(_ONE_CLICK_PATHS) and asked.form.getlist(name) == [value]


def _has_own_proof(asked: Request) -> bool:
    """A mail service's POST: the secret that it sends proves that it may, and its view bounds what it reads."""
    return asked.path == "/bounces" or asked.path.startswith("/bounces/")


def _came_from_here(asked: Request, context: SiteContext) -> bool:
    said = Provenance(
        fetch_site=asked.headers.get("Sec-Fetch-Site", ""),
        origin=asked.headers.get("Origin", ""),
        token=asked.form.get("csrf_token", ""),
    )
    own = frozenset({context.site.base_url.lower(), asked.host_url.rstrip("/").lower()})
    return may_write(said, own, context.secret_key, context.clock())


def _with_headers(context: SiteContext, response: Response) -> Response:
    asked, headers = request_ctx.request, response.headers
    if asked.endpoint == "static" and response.status_code == 200:
        response.cache_control.immutable = True
    first = _first_part(asked.path)
    is_personal = first in PERSONAL_PATHS or asked.method not in SAFE_METHODS
    is_framed = headers.get("Content-Security-Policy") == FRAMED_POLICY
    if is_personal:
        headers["Cache-Control"] = "no-store"
    # Which are there is looked up once for all: a look through the headers for each costs more than the rest of this.
    there = {name.lower() for name, _value in headers}
    for name, value in _usual(context, first, is_framed=is_framed):
        if name.lower() not in there:
            headers.add(name, value)
    headers.set("Referrer-Policy", "no-referrer" if is_personal else "same-origin")
    if is_unindexed(asked):
        headers.set("X-Robots-Tag", "noindex")
    return response


def _usual(context: SiteContext, part: str, *, is_framed: bool) -> Iterator[tuple[str, str]]:
    """What every answer of a part of the site says that does not say something else."""
    yield from (_FRAMED_HEADERS if is_framed else _HEADERS).items()
    if context.site.base_url.startswith("https://"):
        yield "Strict-Transport-Security", "max-age=31536000"
    yield "Content-Security-Policy", content_policy(part, context.tiles)
    yield "Cache-Control", "no-cache"


def is_unindexed(asked: Request) -> bool:
    """Whether search engines are asked to leave a page out, because it is somebody's own or says nothing by itself."""
    if any(place.startswith(_OWN_SHAPE) for place in asked.args.getlist("place")):
        return True
    return _first_part(asked.path) in UNINDEXED_PATHS or asked.path.startswith(
        (*_OWN_SHAPES, READ_BY_PROGRAMS)
    )


def _first_part(path: str) -> str:
    return path.split("/")[1] if path.startswith("/") else ""
