"""The silent first load, and its going on where it was cut off."""

from datetime import timedelta

import pytest

from alerts.db.session import Database
from scheduler.page import PageUnreadable
from scheduler.poll import poll_feed
from scheduler.poller import Poller, PollLimits
from tests.factories import NOW, an_application
from tests.fakes import FakeFetcher, FakeKind, HandClock, a_feed
from tests.integration.polling.told import baseline, changes_told, feed, poll, references


@pytest.mark.fault("C-07")
def test_a_new_councils_first_load_tells_nobody_and_its_next_day_is_told(
    database: Database, poller: Poller
) -> None:
    report = poll(
        poller, *([an_application(n) for n in range(page, page + 50)] for page in range(0, 500, 50))
    )
    assert (report.fetched, report.new, report.requests, report.error) == (500, 500, 10, None)
    assert changes_told(database) == []
    assert feed(database).baseline_done_at == NOW
    poll(poller, [an_application(n) for n in range(495, 505)])
    assert changes_told(database) == [
        ("new", f"2026/{number:04}/P", "unmatched") for number in (500, 501, 502, 503, 504)
    ]


def test_a_first_load_that_was_cut_off_goes_on_and_stays_silent_until_it_is_whole(
    database: Database, poller_with
) -> None:
    kind = FakeKind(*([an_application(number)] for number in range(5)))
    short = poller_with(limits=PollLimits(pages=2))
    first = poll_feed(short, a_feed(kind))
    assert first.error == "too long: stopped after 2 requests; the next poll goes on"
    assert (first.fetched, feed(database).baseline_done_at, feed(database).cursor) == (2, None, "2")
    poll_feed(short, a_feed(kind))
    assert poll_feed(short, a_feed(kind)).error is None
    assert kind.asked_from == ["", "2", "4"]
    assert references(database) == [f"2026/000{number}/P" for number in range(5)]
    assert changes_told(database) == []
    assert feed(database).baseline_done_at == NOW


def test_a_poll_that_is_cut_off_is_no_fault_of_the_feed(database: Database, poller_with) -> None:
    poll(poller_with(limits=PollLimits(pages=1)), [an_application(1)], [an_application(2)])
    row = feed(database)
    assert (row.failures, row.next_poll_at) == (0, NOW + timedelta(minutes=30))


def test_a_poll_may_take_half_an_hour_and_no_longer(poller_with, clock: HandClock) -> None:
    fetcher = FakeFetcher()
    fetcher.during = lambda: clock.pass_by(minutes=16)
    report = poll(poller_with(fetcher), *([an_application(number)] for number in range(9)))
    assert (report.requests, report.fetched) == (2, 2)
    assert report.error == "too long: stopped after 2 requests; the next poll goes on"


def test_a_poll_stops_after_the_page_in_hand_when_the_service_stops(database: Database, poller_with) -> None:
    fetcher = FakeFetcher()
    stopping = poller_with(fetcher, is_stopping=lambda: len(fetcher.seen) >= 1)
    report = poll(stopping, [an_application(1)], [an_application(2)])
    assert report.error == "the service stops: stopped after 1 requests; the next poll goes on"
    assert references(database) == ["2026/0001/P"]


def test_the_limits_of_a_poll_are_those_promised() -> None:
    assert PollLimits() == PollLimits(2_000, timedelta(minutes=30), timedelta(minutes=5), timedelta(hours=24))


def test_a_first_load_that_fails_midway_stays_silent_as_well(database: Database, poller: Poller) -> None:
    failed = poll(poller, [an_application(1)], PageUnreadable("bad-json", "cut off"))
    assert failed.error == "bad-json: cut off"
    assert feed(database).baseline_done_at is None
    poll(poller, [an_application(1, description="Another")], [an_application(2)])
    assert changes_told(database) == []


def test_an_empty_first_load_is_whole(database: Database, poller: Poller) -> None:
    baseline(poller, [])
    poll(poller, [an_application(1)])
    assert changes_told(database) == [("new", "2026/0001/P", "unmatched")]
