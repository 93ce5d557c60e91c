"""A poll that fails: what was read stays, the cursor does not run ahead, and the next try has its time."""

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from alerts.db.session import Database
from alerts.db.tables import PollRow
from alerts.services.owner import this_process
from scheduler.errors import FetchFailed, FetchReason
from scheduler.page import PageUnreadable, Problem
from scheduler.poll import poll_feed
from scheduler.poller import Poller
from tests.factories import NOW, an_application
from tests.fakes import FakeFetcher, FakeKind, HandClock, a_feed
from tests.integration.polling.told import baseline, changes_told, feed, poll, references

MakePoller = Callable[..., Poller]


def busy(retry_after_s: float | None = None) -> FetchFailed:
    return FetchFailed(
        FetchReason.HTTP_STATUS, "feed.example", "it is busy, 503", status=503, retry_after_s=retry_after_s
    )


@pytest.mark.fault("F-01")
def test_a_page_that_cannot_be_fetched_leaves_the_cursor_behind_it(
    database: Database, poller: Poller, poller_with: MakePoller
) -> None:
    baseline(poller)
    failing = poller_with(FakeFetcher(None, busy()))
    kind = FakeKind([an_application(1)], [an_application(2)])
    report = poll_feed(failing, a_feed(kind))
    assert (report.fetched, report.requests) == (1, 2)
    assert report.error == "feed.example: it is busy, 503 (http-status)"
    assert references(database) == ["2026/0001/P"]
    assert feed(database).cursor == "1"
    poll_feed(poller, a_feed(kind))
    assert kind.asked_from[-1] == "1"
    assert [reference for _, reference, _ in changes_told(database)] == ["2026/0001/P", "2026/0002/P"]


@pytest.mark.fault("F-01")
def test_a_feed_that_keeps_failing_is_left_alone_for_longer_each_time_up_to_a_day(
    database: Database, poller_with: MakePoller
) -> None:
    failing = poller_with(FakeFetcher(*(busy() for _ in range(8))))
    waits = []
    for _ in range(8):
        poll(failing, [])
        waits.append(feed(database).next_poll_at - NOW)
    assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8, 16, 24, 24, 24)]
    poll(failing, [])
    assert feed(database).next_poll_at == NOW + timedelta(minutes=30)
    assert (feed(database).failures, feed(database).last_error) == (0, None)


@pytest.mark.fault("F-01")
@pytest.mark.parametrize(
    ("retry_after_s", "next_poll_at"),
    [
        (60.0, NOW + timedelta(hours=1)),
        (5 * 3600.0, NOW + timedelta(hours=5)),
        (90 * 3600.0, NOW + timedelta(hours=24)),
    ],
)
def test_what_a_server_asks_for_is_honoured_up_to_a_day(
    database: Database, poller_with: MakePoller, retry_after_s: float, next_poll_at: datetime
) -> None:
    poll(poller_with(FakeFetcher(busy(retry_after_s))), [])
    assert feed(database).next_poll_at == next_poll_at


@pytest.mark.fault("F-13")
def test_a_page_that_is_none_changes_nothing(database: Database, poller: Poller) -> None:
    baseline(poller, [an_application(1)])
    before = feed(database).cursor
    report = poll(poller, PageUnreadable("not-json", "the answer is an HTML page"))
    assert report.error == "not-json: the answer is an HTML page"
    assert feed(database).cursor == before
    assert references(database) == ["2026/0001/P"]
    assert changes_told(database) == []


@pytest.mark.fault("F-13")
def test_a_bad_page_in_the_middle_costs_neither_the_pages_before_nor_those_after_it(
    database: Database, poller: Poller
) -> None:
    baseline(poller)
    kind = FakeKind([an_application(1)], PageUnreadable("not-json", "a login page"), [an_application(3)])
    poll_feed(poller, a_feed(kind))
    kind.pages[1] = [an_application(2)]
    poll_feed(poller, a_feed(kind))
    assert references(database) == [f"2026/000{number}/P" for number in (1, 2, 3)]
    assert [kind for kind, _, _ in changes_told(database)] == ["new", "new", "new"]


def test_one_bad_record_stops_nothing_and_is_kept_for_the_operator(
    database: Database, poller: Poller
) -> None:
    baseline(poller)
    kind = FakeKind([an_application(1), an_application(2)])
    kind.problems = {0: (Problem("missing-reference", "reference is empty", "77"),)}
    report = poll_feed(poller, a_feed(kind))
    assert (report.fetched, report.new, report.problems, report.error) == (3, 2, 1, None)
    with database.reading() as session:
        kept = session.query(PollRow).order_by(PollRow.id.desc()).first()
    assert kept.problem_list == [["missing-reference", "reference is empty", "77"]]


def test_of_many_problems_two_hundred_are_kept_and_all_are_counted(
    database: Database, poller: Poller
) -> None:
    kind = FakeKind([])
    kind.problems = {0: tuple(Problem("bad-record", "no object", str(number)) for number in range(5_000))}
    assert poll_feed(poller, a_feed(kind)).problems == 5_000
    with database.reading() as session:
        kept = session.query(PollRow).one()
    assert (kept.problems, len(kept.problem_list)) == (5_000, 200)


@pytest.mark.fault("F-18")
def test_a_feed_that_is_empty_for_a_day_withdraws_nothing_and_tells_nothing_new_afterwards(
    database: Database, poller: Poller
) -> None:
    whole = [an_application(number) for number in range(300)]
    baseline(poller, whole)
    for page in ([], whole[:150], whole):
        poll(poller, page)
    assert changes_told(database) == []
    assert len(references(database)) == 300


@pytest.mark.fault("S-06")
def test_two_polls_of_one_feed_never_overlap(
    database: Database, poller: Poller, poller_with: MakePoller
) -> None:
    baseline(poller)
    second = []
    fetcher = FakeFetcher()
    fetcher.during = lambda: second.append(poll(poller, [an_application(9)]))
    report = poll(poller_with(fetcher), [an_application(1)])
    assert report.error is None
    assert second[0].error == "another poll of this feed is under way, until 11:05:00 UTC at most"
    assert (second[0].requests, second[0].fetched) == (0, 0)
    assert references(database) == ["2026/0001/P"]


@pytest.mark.fault("S-06")
def test_of_eight_polls_that_start_together_one_runs(database: Database, poller: Poller) -> None:
    together, polling = threading.Barrier(8), threading.Event()
    reports = []

    def start() -> None:
        fetcher = FakeFetcher()
        fetcher.during = lambda: polling.wait(20)
        own = Poller(database, fetcher, poller.gazetteer, poller.timetable, poller.clock)
        together.wait(20)
        reports.append(poll(own, [an_application(1)]))
        if len(reports) == 7:
            polling.set()

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(report.requests for report in reports) == [0, 0, 0, 0, 0, 0, 0, 1]


def test_the_poll_of_a_process_that_died_is_taken_over_at_once(database: Database, poller: Poller) -> None:
    host, pid, _ = this_process().split(":")
    with database.writing() as session:
        row = session.get_one(type(feed(database)), "camden")
        row.poll_owner, row.poll_until = f"{host}:{pid}:0", NOW + timedelta(minutes=5)
    assert int(pid) == os.getpid()
    assert poll(poller, [an_application(1)]).error is None


def test_the_poll_of_another_machine_is_taken_over_when_its_lease_has_run_out(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    with database.writing() as session:
        row = session.get_one(type(feed(database)), "camden")
        row.poll_owner, row.poll_until = "elsewhere:1:0", NOW + timedelta(minutes=5)
    assert "under way" in (poll(poller, [an_application(1)]).error or "")
    clock.pass_by(minutes=5)
    assert poll(poller, [an_application(1)]).error is None


def test_a_poll_that_was_taken_over_stores_nothing_more(database: Database, poller_with: MakePoller) -> None:
    fetcher = FakeFetcher()

    def elsewhere() -> None:
        if len(fetcher.seen) == 2:
            with database.writing() as session:
                session.get_one(type(feed(database)), "camden").poll_owner = "elsewhere:1:0"

    fetcher.during = elsewhere
    report = poll(poller_with(fetcher), [an_application(1)], [an_application(2)])
    assert report.error == "lease-lost: another process took this poll over"
    assert references(database) == ["2026/0001/P"]
    assert feed(database).poll_owner == "elsewhere:1:0"


def test_a_poll_that_is_interrupted_says_so_and_lets_go(database: Database, poller_with: MakePoller) -> None:
    fetcher = FakeFetcher(KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        poll(poller_with(fetcher), [])
    assert (feed(database).poll_owner, feed(database).last_error) == (None, "the poll was interrupted")


@pytest.mark.fault("F-19")
def test_an_unchanged_feed_is_asked_conditionally_and_costs_no_reading(
    database: Database, poller_with: MakePoller
) -> None:
    kind = FakeKind([an_application(1)], tells_all=True)
    fetcher = FakeFetcher()
    poll_feed(poller_with(fetcher), a_feed(kind))
    fetcher.not_modified = True
    kind.pages = [PageUnreadable("never-read", "nobody reads an answer that says nothing")]
    report = poll_feed(poller_with(fetcher), a_feed(kind))
    assert fetcher.seen == [(None, None), ('"one"', None)]
    assert (report.error, report.fetched, report.requests) == (None, 0, 1)
    assert feed(database).last_success_at == NOW


@pytest.mark.fault("F-19")
def test_after_a_week_of_unchanged_the_feed_is_read_whole_once(
    database: Database, poller_with: MakePoller, clock: HandClock
) -> None:
    kind = FakeKind([an_application(1)], tells_all=True)
    fetcher = FakeFetcher()
    for _ in range(10):
        poll_feed(poller_with(fetcher), a_feed(kind))
        fetcher.not_modified = True
        clock.pass_by(days=1)
    asked_conditionally = [etag is not None for etag, _ in fetcher.seen]
    assert asked_conditionally == [False, *[True] * 7, False, True]


@pytest.mark.fault("F-19")
def test_a_poll_that_failed_midway_is_not_taken_for_unchanged_by_the_next(
    database: Database, poller_with: MakePoller
) -> None:
    kind = FakeKind([an_application(1)], PageUnreadable("not-json", "cut off"), tells_all=True)
    fetcher = FakeFetcher()
    poll_feed(poller_with(fetcher), a_feed(kind))
    kind.pages[1] = [an_application(2)]
    poll_feed(poller_with(fetcher), a_feed(kind))
    assert [etag for etag, _ in fetcher.seen] == [None, None, None]
    assert references(database) == ["2026/0001/P", "2026/0002/P"]
