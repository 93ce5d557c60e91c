"""Tells of every request, once it is answered: which route, how it ended and how long it took. Never its address,
which may hold a token, and never who asked.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from alerts.db.counts import Counted, Counts, Key
from alerts.log_context import saying

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("planning_alerts.requests")

_ROUTE = "planning_alerts.route"
_NO_ROUTE, _BEFORE_THE_SITE = "no route", "answered again"

OnAnswer = Callable[[int, float], None]
"""Is told an answer's status and its seconds."""


def nobody_listens(status: int, seconds: float) -> None:
    """Nobody counts answers."""


BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Answers are counted by the shortest of these times that they took no longer than."""
LONGER = "+Inf"


def count_answer(counts: Counts, status: int, seconds: float) -> None:
    """Count an answer by the class of its status and by its time."""
    within = next((str(limit) for limit in BUCKETS_S if seconds <= limit), LONGER)
    counts.add(
        {
            Key(Counted.ANSWERS, f"{status // 100}xx"): 1,
            Key(Counted.ANSWERED_WITHIN, within): 1,
            Key(Counted.ANSWERED_MS): round(seconds * 1000),
        }
    )


class Watched:
    """Passes every request on, and tells how it was answered."""

    def __init__(
        self, site: "WSGIApplication", on_answer: OnAnswer, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.site, self._on_answer, self._monotonic = site, on_answer, monotonic

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = self._monotonic()
        route, status = [_BEFORE_THE_SITE], [500]
        environ[_ROUTE] = route

        def started(words: str, *rest: Any) -> Any:
            status[0] = int(words[:3])
            return start_response(words, *rest)

        try:
            return self.site(environ, started)
        finally:
            seconds = self._monotonic() - began
            self._on_answer(status[0], seconds)
            if log.isEnabledFor(logging.INFO):
                method = environ.get("REQUEST_METHOD", "")
                with saying(method=method, route=route[0], status=status[0], ms=round(seconds * 1000)):
                    log.info("answered")


def note_routes(app: Flask) -> None:
    """Let whoever watches know by which route each request was answered."""
    app.after_request(_with_route)


def _with_route(response: Response) -> Response:
    noted = request.environ.get(_ROUTE)
    if noted is not None:
        noted[0] = request.url_rule.rule if request.url_rule else _NO_ROUTE
    return response
