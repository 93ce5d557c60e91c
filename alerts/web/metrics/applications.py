"""The second step: what became of the records that were read."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from alerts.db.counts import Counted
from alerts.web.metrics.scrape import Scrape, counters

OUTCOMES = ("new", "changed", "unchanged", "problems", "quarantined")


def collect(scrape: Scrape) -> Iterator[Metric]:
    known = {(feed.name, outcome): 0 for feed in scrape.feeds for outcome in OUTCOMES}
    yield counters(
        "records",
        "Records read, by what became of each: a new application, a changed or an unchanged one, a problem, or held"
        " back as odd.",
        ("feed", "outcome"),
        (known | scrape.of(Counted.RECORDS)).items(),
    )
