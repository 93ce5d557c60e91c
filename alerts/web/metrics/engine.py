"""The jobs of the distributed engine; none where one process does all."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from alerts.db import engine_jobs
from alerts.web.metrics.scrape import Scrape, gauge, gauges


def collect(scrape: Scrape) -> Iterator[Metric]:
    yield gauges(
        "engine_jobs",
        "Jobs of the distributed engine.",
        ("work", "state"),
        [
            ((each.work, state), count)
            for each in engine_jobs.queued(scrape.session)
            for state, count in (("waiting", each.waiting), ("doing", each.doing), ("failed", each.failed))
        ],
    )
    yield gauge("engine_workers", "Workers that have joined.", len(engine_jobs.joined(scrape.session)))
