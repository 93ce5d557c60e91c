"""The API as a part of the site: its addresses, what each network may take from them, and what other sites may read."""

import time
from functools import partial

from flask import Blueprint, Flask, Response, jsonify, request

from alerts.domain.signup_limits import is_of_this_machine, network_of
from alerts.web.api.answering import Answered, as_response
from alerts.web.api.budget import Budget
from alerts.web.api.description import description
from alerts.web.api.docs_page import docs_page
from alerts.web.api.endpoints import BELOW, ENDPOINTS, Endpoint
from alerts.web.api.problem import is_for_programs, problem
from alerts.web.api.reading import ParametersRefused, read_query
from alerts.web.context import SiteContext
from alerts.web.turnstile import Turnstile

_DESCRIPTION_SECONDS = 3_600
_EXPOSED = "Link, ETag, RateLimit, RateLimit-Policy, Retry-After"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED,
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def api_part(context: SiteContext) -> Blueprint:
    """The blueprint of the API."""
    part = Blueprint("api", __name__)
    budget = _budget(context)
    for endpoint in ENDPOINTS:
        part.add_url_rule(
            BELOW + endpoint.rule, endpoint.name, partial(_answer, context, budget, endpoint), methods=["GET"]
        )
    part.add_url_rule("/api/openapi.json", "openapi", partial(_description, context), methods=["GET"])
    part.add_url_rule("/api", "docs_page", partial(docs_page, context), methods=["GET"])
    part.register_error_handler(ParametersRefused, _refused)
    return part


def open_to_programs(app: Flask) -> None:
    """Let pages of other sites read what the API answers, errors too: nothing in it is anybody's own."""
    app.after_request(_opened)


def _opened(response: Response) -> Response:
    if is_for_programs(request.path):
        response.headers.update(_OPEN)
        if request.method == "OPTIONS":
            response.headers.update(_PREFLIGHT)
    return response


def _budget(context: SiteContext) -> Budget:
    def of(a_minute: int) -> Turnstile | None:
        return Turnstile(a_minute, time.monotonic) if a_minute else None

    return Budget(of(context.api_requests_a_minute), of(context.api_rows_a_minute))


def _answer(context: SiteContext, budget: Budget, endpoint: Endpoint, **places: str) -> Response:
    """Ask the view what it has, within what the network may take; a network on this machine may take all."""
    is_counted = not is_of_this_machine(request.remote_addr)
    network = network_of(request.remote_addr)
    if is_counted:
        budget.take_request(network)
    query = read_query(endpoint.query, request.args)
    most = getattr(query, "limit", 1)
    if is_counted:
        budget.take_rows(network, most)
    rows = 0
    try:
        answered: Answered | Response = endpoint.view(context, query, **places)
        rows = answered.rows if isinstance(answered, Answered) else 0
    finally:
        if is_counted:
            budget.give_back(network, max(most - rows, 0))
    response = as_response(answered) if isinstance(answered, Answered) else answered
    if is_counted:
        response.headers.update(budget.headers(network))
    return response


def _refused(error: ParametersRefused) -> Response:
    said = (f"`{name}` {words}" for name, words in error.parameters.items())
    return problem(400, f"{'; '.join(said)}.", parameters=error.parameters)


def _description(context: SiteContext) -> Response:
    response = jsonify(description(context.site.base_url))
    response.cache_control.public = True
    response.cache_control.max_age = _DESCRIPTION_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response
