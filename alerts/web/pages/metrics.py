"""`/metrics`: how every step from a feed to an inbox does, in Prometheus' text format. Read from the database at each
scrape, so that it is true whatever process answers; nobody's name or address is in it.

It is not for the internet: who sends a form in somebody's name and watches which number grows would learn from it what
the pages are careful not to tell.
"""

from collections.abc import Iterator, Sequence

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from alerts.web.context import SiteContext
from alerts.web.metrics import collected
from alerts.web.metrics.scrape import Scrape
from alerts.web.routing import Route
from alerts.web.trust import is_near


class _Found(Collector):
    """What one scrape found."""

    def __init__(self, found: Sequence[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        yield from self._found


def metrics(context: SiteContext) -> ResponseReturnValue:
    if not is_near(request.remote_addr):
        abort(404)
    with context.database.reading() as session:
        found = collected(Scrape(session, context, context.clock()))
    registry = CollectorRegistry()
    registry.register(_Found(found))
    answer = Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES = (Route("/metrics", metrics),)
