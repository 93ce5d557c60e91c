"""The last step: e-mails composed, handed over, refused and returned."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from alerts.db import emails, feed_numbers, suppressions
from alerts.db.counts import Counted
from alerts.domain.post_health import Trouble
from alerts.domain.suppression import Reason
from alerts.mail.returned import Kind
from alerts.services.post_overview import post_overview
from alerts.web.metrics.scrape import Scrape, by_kind, counter, counters, gauge, gauges

_OUTCOMES = ("again", "failed")


def collect(scrape: Scrape) -> Iterator[Metric]:
    yield from _counted(scrape)
    yield from _waiting(scrape)
    yield from _server(scrape)


def _counted(scrape: Scrape) -> Iterator[Metric]:
    lanes = emails.LANES
    yield counters(
        "emails_composed",
        "E-mails put into words, by lane.",
        ("lane",),
        by_kind(scrape, Counted.COMPOSED, lanes),
    )
    yield counters(
        "emails_sent",
        "E-mails that the mail server took, by lane.",
        ("lane",),
        by_kind(scrape, Counted.SENT, lanes),
    )
    known = {(lane, outcome): 0 for lane in lanes for outcome in _OUTCOMES}
    yield counters(
        "emails_not_sent",
        "Tries to hand an e-mail over that failed, by lane: to be tried again, or failed for good.",
        ("lane", "outcome"),
        (known | scrape.of(Counted.NOT_SENT)).items(),
    )
    yield counters(
        "emails_returned",
        "E-mails that came back, or that their reader complained of.",
        ("kind",),
        by_kind(scrape, Counted.RETURNED, map(str, Kind)),
    )
    yield counters(
        "email_wait_seconds",
        "Seconds from being composed to being taken, over all e-mails sent, by lane.",
        ("lane",),
        by_kind(scrape, Counted.WAITED_MS, lanes, 1000),
    )
    yield counter(
        "email_hand_over_seconds",
        "Seconds spent with the mail server, over all tries.",
        scrape.total(Counted.HANDED_OVER_MS) / 1000,
    )


def _waiting(scrape: Scrape) -> Iterator[Metric]:
    """Those that are over are counted as it happens: there are very many of them."""
    waiting = emails.waiting_by_state(scrape.session)
    yield gauges(
        "emails",
        "E-mails that are still to go, by state.",
        ("state",),
        [((state,), waiting.get(state, 0)) for state in ("queued", "sending")],
    )
    due_at = feed_numbers.oldest_due_at(scrape.session, scrape.now)
    yield gauge(
        "email_oldest_due_seconds",
        "How long the e-mail has been due that waits longest; 0 where none is.",
        scrape.age_s(due_at),
    )


def _server(scrape: Scrape) -> Iterator[Metric]:
    post = post_overview(scrape.session, scrape.now)
    yield gauges(
        "mail_trouble",
        "1 for the trouble that the mail server is in, 0 for others.",
        ("kind",),
        [((str(trouble),), float(post.trouble is trouble)) for trouble in Trouble],
    )
    suppressed = suppressions.counts_by_reason(scrape.session)
    yield gauges(
        "addresses_not_written_to",
        "Addresses that are never written to, by reason.",
        ("reason",),
        [((str(reason),), suppressed.get(reason, 0)) for reason in Reason],
    )
