"""What `/metrics` tells, one collector a step: each gives its metrics as one scrape finds them."""

from collections.abc import Callable, Iterator

from prometheus_client.metrics_core import Metric

from alerts.web.metrics import (
    applications,
    changes,
    emails,
    engine,
    feeds,
    open_data,
    people,
    receivers,
    site,
    steps,
    whole,
)
from alerts.web.metrics.scrape import Scrape

Collect = Callable[[Scrape], Iterator[Metric]]

COLLECTORS: tuple[Collect, ...] = (
    whole.collect,
    steps.collect,
    feeds.collect,
    applications.collect,
    changes.collect,
    emails.collect,
    people.collect,
    site.collect,
    receivers.collect,
    open_data.collect,
    engine.collect,
)
"""In the order of the pipeline, the whole first."""


def collected(scrape: Scrape) -> list[Metric]:
    """All of it, read in the scrape's session."""
    return [metric for collect in COLLECTORS for metric in collect(scrape)]
