"""The files of open data, where some are made."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from alerts.services.publishing_overview import files_overview
from alerts.web.metrics.scrape import Scrape, gauge


def collect(scrape: Scrape) -> Iterator[Metric]:
    files = files_overview(scrape.context.files, scrape.now)
    if files is None:
        return
    yield gauge("open_data_late", "1 where they should have been made anew by now.", float(files.is_late))
    if files.made_at is not None:
        yield gauge(
            "open_data_made_timestamp_seconds",
            "When the files of open data were made.",
            files.made_at.timestamp(),
        )
        yield gauge("open_data_applications", "Applications in the files of open data.", files.applications)
