"""Errors as pages for people: what happened, what to do, and never what lies behind it."""

import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from alerts.db.search import SearchTooSlow
from alerts.db.session import DatabaseUnusable
from alerts.domain.errors import AreaRefused, DomainError, InsightNotReady, LinkRefused, NotFound
from alerts.domain.retelling import said
from alerts.language import _, later
from alerts.services.guessing import may_guess
from alerts.web.api.problem import is_for_programs, problem
from alerts.web.context import SiteContext
from geo.errors import GazetteerMissing, PostcodeError

_log = logging.getLogger(__name__)


class Words(NamedTuple):
    """The heading of an error's page and what to do."""

    heading: str
    advice: str


_WORDS = {
    400: Words(later("That request did not make sense"), later("Please go back and try again.")),
    403: Words(
        later("We could not tell that this came from our page"),
        later("Go back, load the page again and press the button once more. Nothing has been changed."),
    ),
    404: Words(
        later("Page not found"),
        later("If you typed the address, check it. If you pasted it, check that you copied all of it."),
    ),
    405: Words(later("That cannot be done here"), later("Please go back and use the buttons on the page.")),
    413: Words(
        later("That is too large"), later("We take at most 256 kB at once. Draw the area more simply.")
    ),
    414: Words(later("That address is too long"), later("Please search for something shorter.")),
    429: Words(later("Too many requests"), later("Please wait a little, then try again.")),
    500: Words(
        later("Something went wrong on our side"),
        later("Nothing you did caused it. Please try again in a few minutes."),
    ),
    503: Words(later("This part of the service is not ready"), later("Please try again later.")),
}


def error_page(
    status: int, advice: str | None = None, heading: str | None = None, mark: str = ""
) -> Response:
    """The page of an error, in words by its status where none are given. `mark` is for the operator. A program that
    asks the API gets the same as problem details.
    """
    if is_for_programs(request.path):
        return problem(status, advice, mark)
    words = _WORDS.get(status) or _WORDS[400 if status < 500 else 500]
    page = render_template(
        "error.html",
        heading=heading or _(words.heading),
        advice=advice or _(words.advice),
        mark=mark,
        is_error=True,
    )
    return make_response(page, status)


_COME_BACK_AFTER_S = 30


def _link_refused(context: SiteContext, _refused: LinkRefused) -> Response:
    """The same page whatever is wrong with a link; a network that sends many wrong ones has to wait."""
    try:
        if not may_guess(context.database, context.desk(), request.remote_addr):
            page = error_page(429)
            page.headers["Retry-After"] = str(int(context.limits.wrong_links_within.total_seconds()))
            return page
    except DatabaseUnusable as error:
        _log.error("a wrong link cannot be counted: %s", error)
    return link_refused_page()


def link_refused_page() -> Response:
    """The same page whatever is wrong with a link from an e-mail, with a form to ask for a new one."""
    return make_response(render_template("link_refused.html", is_error=True), 404)


def answer_errors(app: Flask, context: SiteContext) -> None:
    """Make every error that can leave a view a page."""
    answers: dict[type[Exception], Callable[..., Response]] = {
        HTTPException: _http,
        LinkRefused: partial(_link_refused, context),
        NotFound: lambda error: error_page(404, str(error), _("We could not find that")),
        AreaRefused: _area_refused,
        PostcodeError: lambda error: error_page(404, said(str(error)), _("We cannot use that postcode")),
        DomainError: lambda error: error_page(400, str(error)),
        InsightNotReady: _not_ready,
        SearchTooSlow: lambda _error: error_page(503, _("That took us too long. Please add a word.")),
        GazetteerMissing: lambda error: error_page(503, str(error), _("Postcodes are not ready yet")),
        DatabaseUnusable: _database_unusable,
        Exception: _unexpected,
    }
    for kind, answer in answers.items():
        app.register_error_handler(kind, partial(_answered, answer))


def _answered(answer: Callable[..., Response], error: Exception) -> Response:
    return answer(error)


def _http(error: HTTPException) -> Response:
    """Flask's own errors in our words, or in theirs where they are for the person: those that we raised with some."""
    status = error.code or 500
    ours = status in (400, 429, 503) and error.description != type(error).description
    page = error_page(status, error.description if ours else None)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            page.headers[name] = value
    return page


def _area_refused(error: AreaRefused) -> Response:
    """An address of a postcode that does not exist is not found; everything else was asked for wrongly."""
    status = 404 if isinstance(error.__cause__, PostcodeError) and request.method == "GET" else 400
    return error_page(status, str(error), _("We cannot show that area"))


def _not_ready(error: InsightNotReady) -> Response:
    page = error_page(503, str(error), _("The figures are not ready yet"))
    page.headers["Retry-After"] = str(_COME_BACK_AFTER_S)
    return page


def _database_unusable(error: DatabaseUnusable) -> Response:
    _log.error("%s %s: %s", request.method, _rule(), error)
    page = error_page(503)
    page.headers["Retry-After"] = str(_COME_BACK_AFTER_S)
    return page


def _rule() -> str:
    """The pattern of the address, which unlike the address itself holds no token."""
    return request.url_rule.rule if request.url_rule else "no route"


def _unexpected(error: Exception) -> Response:
    """The person gets a mark to quote; the log has it with what went wrong and where in the program."""
    mark = secrets.token_hex(4)
    _log.error("%s %s failed, mark %s", request.method, _rule(), mark, exc_info=error)
    return error_page(500, mark=mark)
