"""The site: what it answered and how long that took, over all its processes."""

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from alerts.db.counts import Counted
from alerts.web.metrics.scrape import Scrape, by_kind, counters, named
from alerts.web.watched import BUCKETS_S, LONGER

_CLASSES = ("2xx", "3xx", "4xx", "5xx")


def collect(scrape: Scrape) -> Iterator[Metric]:
    yield counters(
        "answers",
        "Requests answered, by class of status.",
        ("status",),
        by_kind(scrape, Counted.ANSWERS, _CLASSES),
    )
    within = {limit: count for (limit, _), count in scrape.of(Counted.ANSWERED_WITHIN).items()}
    limits = (*map(str, BUCKETS_S), LONGER)
    below = accumulate(within.get(limit, 0) for limit in limits)
    histogram = HistogramMetricFamily(named("answer_seconds"), "How long answers took.")
    seconds = scrape.total(Counted.ANSWERED_MS) / 1000
    histogram.add_metric(
        [], [(limit, float(count)) for limit, count in zip(limits, below, strict=True)], seconds
    )
    yield histogram
