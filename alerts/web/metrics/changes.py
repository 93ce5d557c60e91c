"""The third step and the fourth: changes noticed and matched, and the alerts that come of them."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from alerts.db import agenda, feed_numbers, ledger
from alerts.db.counts import Counted
from alerts.domain.change import ChangeKind
from alerts.web.metrics.scrape import Scrape, by_kind, counter, counters, gauge

_KINDS = tuple(str(kind) for kind in ChangeKind if kind is not ChangeKind.NOTED)


def collect(scrape: Scrape) -> Iterator[Metric]:
    yield counters(
        "changes_noticed", "Changes noticed, by kind.", ("kind",), by_kind(scrape, Counted.NOTICED, _KINDS)
    )
    yield counter("changes_matched", "Changes matched.", scrape.total(Counted.MATCHED))
    yield gauge(
        "changes_waiting",
        "Changes noticed and not yet matched.",
        feed_numbers.waiting_changes(scrape.session),
    )
    yield gauge(
        "change_oldest_waiting_seconds",
        "How long ago the change was noticed that waits longest to be matched; 0 where none does.",
        scrape.age_s(scrape.backlog.change_at),
    )
    yield counter(
        "alerts_made", "Alerts made: a change told to a subscription.", scrape.total(Counted.ALERTS)
    )
    yield gauge(
        "alerts_due",
        "Alerts that are to be put into words by now.",
        agenda.alerts_due(scrape.session, scrape.now),
    )
    yield gauge(
        "alert_oldest_due_seconds",
        "How long the alert has been due that waits longest to be put into words; 0 where none does.",
        scrape.age_s(scrape.backlog.alert_at),
    )
    yield gauge(
        "alerts_set_aside",
        "Alerts that could not be put into words and wait for an operator.",
        ledger.set_aside_count(scrape.session),
    )
