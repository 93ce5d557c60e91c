"""The first step: feeds, and how reading them goes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from prometheus_client.metrics_core import Metric

from alerts.db import backlog, feed_numbers
from alerts.db.counts import Counted
from alerts.services.coverage import FeedState
from alerts.services.feed_overview import FeedOverview
from alerts.web.metrics.scrape import Scrape, counters, gauge, gauges, timestamp

_POLLS_OF = timedelta(days=1)
_POLL_OUTCOMES = ("read", "failed", "cut")


class _OfAFeed(NamedTuple):
    name: str
    said: str
    value: Callable[[FeedOverview], float | None]


_OF_A_FEED = (
    _OfAFeed(
        "last_success_timestamp_seconds",
        "When it was last read whole.",
        lambda feed: timestamp(feed.last_success_at),
    ),
    _OfAFeed(
        "last_new_timestamp_seconds",
        "When it last brought something new.",
        lambda feed: timestamp(feed.last_new_at),
    ),
    _OfAFeed(
        "next_poll_timestamp_seconds", "When it is read next.", lambda feed: timestamp(feed.next_poll_at)
    ),
    _OfAFeed("usual_per_week", "New applications in a usual week.", lambda feed: feed.health.pace.a_week),
    _OfAFeed("applications", "Applications known from it.", lambda feed: feed.applications),
    _OfAFeed("unlocated", "Applications of it without a place.", lambda feed: feed.unlocated),
    _OfAFeed("quarantined", "Records of it held back because they look odd.", lambda feed: feed.quarantined),
    _OfAFeed("held_changes", "Changes of it that wait for an operator.", lambda feed: feed.health.held),
    _OfAFeed("failures", "Polls in a row that have failed.", lambda feed: feed.failures),
    _OfAFeed("skipped", "Polls that were due while another ran, and left out.", lambda feed: feed.skipped),
    _OfAFeed(
        "problems_last_poll",
        "Records of its last poll that could not be read.",
        lambda feed: feed.problems,
    ),
)


def collect(scrape: Scrape) -> Iterator[Metric]:
    feeds = scrape.feeds
    yield gauges(
        "feed_state",
        "1 for the state that the feed is in, 0 for the others.",
        ("feed", "state"),
        [
            ((feed.name, str(state)), float(feed.health.state is state))
            for feed in feeds
            for state in FeedState
        ],
    )
    for each in _OF_A_FEED:
        values = [((feed.name,), each.value(feed)) for feed in feeds]
        yield gauges(f"feed_{each.name}", each.said, ("feed",), values)
    yield from _polls(scrape)


def _polls(scrape: Scrape) -> Iterator[Metric]:
    lately = feed_numbers.polls_since(scrape.session, scrape.now - _POLLS_OF)
    yield gauges(
        "feed_polls_last_day",
        "Polls of the last 24 hours.",
        ("feed", "outcome"),
        [
            ((feed.name, outcome), lately.get((feed.name, is_well), 0))
            for feed in scrape.feeds
            for outcome, is_well in (("read", True), ("failed", False))
        ],
    )
    known = {(feed.name, outcome): 0 for feed in scrape.feeds for outcome in _POLL_OUTCOMES}
    yield counters(
        "polls",
        "Polls, by how they ended: read whole, failed, or cut short to go on later.",
        ("feed", "outcome"),
        (known | scrape.of(Counted.POLLS)).items(),
    )
    asked = {about: count for (about, _), count in scrape.of(Counted.REQUESTS).items()}
    yield counters(
        "feed_requests",
        "Requests made to read it.",
        ("feed",),
        [((name,), asked.get(name, 0)) for name in {feed.name for feed in scrape.feeds} | asked.keys()],
    )
    yield gauge(
        "poll_oldest_due_seconds",
        "How long the poll has been due that waits longest; 0 where none does.",
        scrape.age_s(backlog.oldest_poll_at(scrape.session, scrape.now)),
    )
