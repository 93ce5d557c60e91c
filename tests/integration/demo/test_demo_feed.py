"""The demonstration's feed read by the program's own feed kind, over HTTP."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from shapely import Point

from alerts.domain.change import ChangeKind, change_since
from scheduler.demo.server import RunningFeed, start_demo_feed
from scheduler.feeds import KINDS
from scheduler.feeds.kind import Feed
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.page import Page

USER_AGENT = "planning-alerts/1.0 (+https://alerts.example; operator@alerts.example)"
LOOPBACK = frozenset({"127.0.0.1"})
TODAY = datetime.now(UTC).date()


def as_feed(running: RunningFeed, **settings) -> Feed:
    kind = KINDS[running.kind]
    keys = kind.settings_model(columns=running.columns, **settings)
    return Feed("demo", running.kind, running.url, running.authority, 400, keys)


def poll(feed: Feed, cursor="") -> list[Page]:
    kind, pages = KINDS[feed.kind], []
    request = kind.first_request(feed, cursor, TODAY)
    with Fetcher(FetchLimits(), user_agent=USER_AGENT, allow_private_hosts=LOOPBACK) as fetcher:
        while request is not None:
            pages.append(kind.parse(feed, request, fetcher.fetch(request).body, TODAY))
            request = pages[-1].next
    return pages


def applications(pages):
    return {application.feed_key: application for page in pages for application in page.applications}


def wait_until(is_so, seconds=20):
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds
        time.sleep(0.2)


def test_the_whole_stock_is_read_without_a_problem(demo_feed):
    pages = poll(as_feed(demo_feed))
    found = applications(pages)
    assert len(found) >= 400
    assert [problem for page in pages for problem in page.problems] == []
    assert {application.quarantine for application in found.values()} == {None}
    assert {application.notes for application in found.values()} == {()}
    assert {application.authority for application in found.values()} == {"E09000007"}
    assert [each.feed_key for each in found.values() if None in (each.site, each.postcode, each.url)] == []
    assert [each.feed_key for each in found.values() if each.consultation_end_date is None] == []


def test_pages_by_key_give_the_same_as_one_page(demo_feed):
    by_key = poll(as_feed(demo_feed, page_size=90))
    assert len(by_key) > 5
    assert len(applications(by_key)) >= 400


def test_a_watched_place_soon_has_news_that_a_later_poll_brings(demo_feed):
    feed = as_feed(demo_feed)
    first = poll(feed)
    before = applications(first)
    home = Point(528_721, 185_525)

    def news():
        after = applications(poll(feed, first[-1].cursor))
        return [
            each for key, each in after.items() if key not in before and each.site.geometry.distance(home) < 1
        ]

    wait_until(news)
    (newest, *_) = news()
    assert newest.postcode == "NW5 1TL"
    assert newest.description.startswith("[Demonstration] ")


def test_changes_of_every_kind_come_through_the_feed(demo_feed):
    feed = as_feed(demo_feed)
    pages = poll(feed)
    known, told = applications(pages), Counter()

    def has_all():
        nonlocal known
        after = applications(poll(feed))
        for key in after.keys() & known.keys():
            change = change_since(known[key], after[key])
            told[change.kind if change else None] += 1
        told["new"] += len(after.keys() - known.keys())
        known |= after
        return {"new", ChangeKind.AMENDED, ChangeKind.DECIDED, ChangeKind.WITHDRAWN} <= told.keys()

    wait_until(has_all, seconds=60)
    assert ChangeKind.NOTED not in told


def test_the_links_of_applications_lead_to_pages_that_say_what_they_are(demo_feed):
    (application, *_) = applications(poll(as_feed(demo_feed))).values()
    with urlopen(application.url) as page:
        assert "its applications, addresses and decisions are invented" in page.read().decode()


def test_a_stopped_feed_leaves_no_thread_and_no_port_behind(gazetteer):
    running = start_demo_feed(gazetteer, clock=lambda: datetime.now(UTC))
    assert running.url.startswith("http://127.0.0.1:")
    running.stop()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("demonstration")] == []
    with pytest.raises(URLError):
        urlopen(running.url)


def test_the_borough_goes_on_when_it_cannot_be_told_what_is_watched(gazetteer):
    def broken():
        raise RuntimeError("the database is busy")

    running = start_demo_feed(gazetteer, clock=lambda: datetime.now(UTC), places_of_interest=broken, speed=40)
    try:
        feed = as_feed(running)
        first = poll(feed)
        wait_until(lambda: len(poll(feed, first[-1].cursor)) > 1)
    finally:
        running.stop()
