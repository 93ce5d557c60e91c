"""People who come and go, in numbers alone."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from alerts.db import agenda
from alerts.db.counts import Counted
from alerts.web.metrics.scrape import Scrape, by_kind, counter, counters, gauge

_FORMS = ("subscribe", "link")


def collect(scrape: Scrape) -> Iterator[Metric]:
    yield counters(
        "forms", "Forms sent in, by what they asked for.", ("kind",), by_kind(scrape, Counted.ASKED, _FORMS)
    )
    yield gauge("forms_waiting", "Forms that wait for their answer.", agenda.forms_waiting(scrape.session))
    yield gauge(
        "form_oldest_waiting_seconds",
        "How long the form has waited that waits longest; 0 where none does.",
        scrape.age_s(scrape.backlog.form_at),
    )
    yield counter("confirmations", "Subscriptions confirmed.", scrape.total(Counted.CONFIRMED))
    yield counter("unsubscribes", "Subscriptions ended by people.", scrape.total(Counted.ENDED))
    yield counter("erasures", "People erased at their word.", scrape.total(Counted.ERASED))
