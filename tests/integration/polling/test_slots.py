"""The slots of a feed: each is served once, whoever comes; those that pass during a long poll are skipped."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import PollRow
from scheduler.poll import poll_due, poll_feed
from scheduler.poll_begin import PollNotDue, in_due_slot
from scheduler.poller import Poller
from tests.factories import NOW, TIMETABLE, an_application
from tests.fakes import FakeFetcher, FakeKind, HandClock, a_feed
from tests.integration.polling.told import baseline, feed, references

MINUTE = 60.0
MakePoller = Callable[..., Poller]


def slots(database: Database) -> list[datetime | None]:
    with database.reading() as session:
        return list(session.scalars(select(PollRow.slot).order_by(PollRow.id)))


@pytest.mark.fault("S-01")
def test_a_poll_serves_the_slot_in_which_it_was_due(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    configured = a_feed(FakeKind([]), every_s=MINUTE)
    assert poll_due(poller, configured) is not None
    first = feed(database).next_poll_at
    clock.pass_by(seconds=75)
    assert poll_due(poller, configured) is not None
    assert slots(database) == [NOW, first]


def test_a_poll_that_is_not_due_is_not_made(database: Database, poller: Poller, clock: HandClock) -> None:
    kind = FakeKind([])
    assert poll_due(poller, a_feed(kind, every_s=MINUTE)) is not None
    clock.pass_by(seconds=59)
    assert poll_due(poller, a_feed(kind, every_s=MINUTE)) is None
    assert len(kind.asked_from) == 1
    with pytest.raises(PollNotDue):
        in_due_slot(feed(database), clock())


def test_a_poll_by_hand_takes_nobody_s_slot(database: Database, poller: Poller) -> None:
    baseline(poller)
    assert poll_feed(poller, a_feed(FakeKind([]))).error is None
    assert slots(database) == [None, None]


@pytest.mark.fault("S-06")
def test_a_slot_that_comes_while_a_poll_runs_is_skipped_and_counted(
    database: Database, poller_with: MakePoller, clock: HandClock
) -> None:
    fetcher = FakeFetcher()
    slow, second = poller_with(fetcher), []

    def take_ninety_seconds() -> None:
        clock.pass_by(seconds=90)
        second.append(poll_due(slow, a_feed(FakeKind([]), every_s=MINUTE)))

    fetcher.during = take_ninety_seconds
    report = poll_due(slow, a_feed(FakeKind([an_application(1)]), every_s=MINUTE))
    assert report is not None
    assert (report.error, second) == (None, [None])
    assert (feed(database).skipped, slots(database)) == (1, [NOW])
    assert feed(database).next_poll_at == NOW + timedelta(seconds=90 + MINUTE)


@pytest.mark.fault("S-02")
def test_a_poll_that_was_frozen_and_lost_its_lease_leaves_the_slot_to_the_one_that_took_over(
    database: Database, poller_with: MakePoller, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetcher = FakeFetcher()
    frozen = poller_with(fetcher)
    assert poll_due(frozen, a_feed(FakeKind([]), every_s=MINUTE)) is not None
    clock.pass_by(seconds=MINUTE)
    due = feed(database).next_poll_at

    def wake_up_late() -> None:
        clock.pass_by(seconds=frozen.limits.lease.total_seconds())
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr("socket.gethostname", lambda: "another-machine")
            taken_over = poll_due(poller_with(), a_feed(FakeKind([an_application(1)]), every_s=MINUTE))
        assert taken_over is not None
        assert (taken_over.error, taken_over.new) == (None, 1)

    fetcher.during = wake_up_late
    woken = poll_due(frozen, a_feed(FakeKind([an_application(2)]), every_s=MINUTE))
    assert woken is not None
    assert woken.error == "lease-lost: another process took this poll over"
    assert references(database) == ["2026/0001/P"]
    assert slots(database) == [NOW, due, None]


@pytest.mark.fault("S-01")
def test_of_two_schedulers_at_two_hundred_ticks_each_slot_is_served_by_one(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    ticks, together = 200, threading.Barrier(2, action=lambda: clock.pass_by(seconds=MINUTE))
    served: list[bool] = []

    def scheduler() -> None:
        own = Poller(database, FakeFetcher(), poller.gazetteer, TIMETABLE, clock, jitter=lambda: 0.5)
        for _ in range(ticks):
            together.wait(60)
            served.append(poll_due(own, a_feed(FakeKind([]), every_s=MINUTE)) is not None)

    threads = [threading.Thread(target=scheduler) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(served) == 2 * ticks
    kept = slots(database)
    assert None not in kept
    assert len(kept) == len(set(kept)) == sum(served) == ticks
