"""Those who are told of changes, each by its name."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from prometheus_client.metrics_core import Metric

from alerts.services.pushing_overview import Standing, standings
from alerts.web.metrics.scrape import Scrape, gauges, timestamp


class _OfAReceiver(NamedTuple):
    name: str
    said: str
    value: Callable[[Standing], float | None]


_OF_A_RECEIVER = (
    _OfAReceiver(
        "behind", "Numbers of the log of changes after the last that it was told.", lambda each: each.behind
    ),
    _OfAReceiver("failures", "Requests in a row that have failed.", lambda each: each.failures),
    _OfAReceiver(
        "stopped",
        "1 where it said that it is gone and is told nothing.",
        lambda each: float(each.is_stopped),
    ),
    _OfAReceiver(
        "last_delivery_timestamp_seconds",
        "When it last took something.",
        lambda each: timestamp(each.last_delivery),
    ),
)


def collect(scrape: Scrape) -> Iterator[Metric]:
    found = standings(scrape.session)
    for each in _OF_A_RECEIVER:
        values = [((receiver.name,), each.value(receiver)) for receiver in found]
        yield gauges(f"webhook_{each.name}", each.said, ("webhook",), values)
