"""Turns at a host by the store: two books on one store stand for two processes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.db import hosts
from alerts.db.session import Database
from alerts.db.tables import HostRow
from scheduler.deadline import Deadline
from scheduler.errors import FetchFailed, FetchReason
from scheduler.hosts import HostBook
from scheduler.turns import Turn
from tests.factories import NOW
from tests.fakes import HandClock

HOST = "feed.example:443"


class SleepingClock(HandClock):
    """Passes by as somebody sleeps, and tells both kinds of time."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []
        self.while_asleep: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_by(seconds=seconds)
        self.while_asleep()

    def monotonic(self) -> float:
        return (self.now - NOW).total_seconds()

    def in_seconds(self, seconds: float) -> Deadline:
        return Deadline.after(seconds, self.monotonic)


@pytest.fixture
def clock() -> SleepingClock:
    return SleepingClock()


@pytest.fixture
def book(database: Database, clock: SleepingClock) -> HostBook:
    return make_book(database, clock)


@pytest.fixture
def other(database: Database, clock: SleepingClock) -> HostBook:
    return make_book(database, clock)


def make_book(
    database: Database, clock: SleepingClock, is_stopping: Callable[[], bool] = lambda: False
) -> HostBook:
    return HostBook(
        database,
        clock,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        jitter=lambda: 0.5,
        is_stopping=is_stopping,
    )


def answered(status: int, retry_after_s: float | None = None) -> FetchFailed:
    return FetchFailed(FetchReason.HTTP_STATUS, HOST, "answered", status=status, retry_after_s=retry_after_s)


def fail(turn: AbstractContextManager[Turn], failure: Exception) -> Turn:
    """A turn that ends so."""
    with pytest.raises(type(failure)), turn as had:
        raise failure
    return had


def refused(book: HostBook) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed, book.turn(HOST):
        pytest.fail("it was asked")
    return failed.value


def state(database: Database, host: str = HOST) -> hosts.HostState:
    with database.reading() as session:
        return hosts.state(session, host)


@pytest.mark.fault("F-20")
def test_the_gap_is_kept_between_two_processes(book: HostBook, other: HostBook, clock: SleepingClock) -> None:
    with book.turn(HOST, 60):
        clock.pass_by(seconds=5)
    clock.pass_by(seconds=20)
    with other.turn(HOST, 60):
        assert sum(clock.slept) == 40.0


@pytest.mark.fault("F-20")
def test_another_host_keeps_nobody_waiting(book: HostBook, other: HostBook, clock: SleepingClock) -> None:
    with book.turn(HOST, 60), other.turn("feed.example:8443", 60):
        assert clock.slept == []


@pytest.mark.fault("F-20")
def test_a_turn_of_another_process_is_waited_for_no_longer_than_the_deadline(
    book: HostBook, other: HostBook, clock: SleepingClock
) -> None:
    with book.turn(HOST), pytest.raises(FetchFailed) as failed, other.turn(HOST, 0, clock.in_seconds(10)):
        pytest.fail("two had the turn")
    assert (failed.value.reason, failed.value.was_asked) == (FetchReason.HOST_BUSY, False)
    assert round(sum(clock.slept), 1) == 10.0


@pytest.mark.fault("F-20")
def test_a_gap_that_ends_after_the_deadline_is_not_waited_for(
    book: HostBook, other: HostBook, clock: SleepingClock
) -> None:
    with book.turn(HOST):
        pass
    with pytest.raises(FetchFailed, match="host-busy"), other.turn(HOST, 60, clock.in_seconds(59)):
        pytest.fail("it was too early")
    assert clock.slept == []


def test_a_wait_ends_when_the_service_stops(database: Database, book: HostBook, clock: SleepingClock) -> None:
    stopping = make_book(database, clock, lambda: len(clock.slept) >= 2)
    with book.turn(HOST):
        pass
    with pytest.raises(FetchFailed, match="the service stops"), stopping.turn(HOST, 60):
        pytest.fail("it went on")
    assert clock.slept == [1.0, 1.0]


@pytest.mark.fault("S-02")
def test_a_turn_whose_lease_ran_out_is_taken_over_and_its_late_outcome_not_noted(
    database: Database, book: HostBook, other: HostBook, clock: SleepingClock
) -> None:
    frozen = book.turn(HOST)
    frozen.__enter__()
    clock.pass_by(seconds=91)
    with other.turn(HOST):
        owned = state(database)
        failure = answered(503, 3600)
        assert not frozen.__exit__(type(failure), failure, None)
        assert state(database) == owned
    assert (state(database).failures, state(database).owner) == (0, None)


def test_a_turn_of_a_process_that_is_gone_is_taken_over_at_once(
    database: Database, book: HostBook, clock: SleepingClock
) -> None:
    with database.writing() as session:
        lease = hosts.Lease(HOST, "elsewhere:1:1", NOW + timedelta(seconds=90))
        assert hosts.take(session, hosts.state(session, HOST), lease, NOW, lambda _owner: False)
    with database.writing() as session:
        ours = hosts.Lease(HOST, "here:2:2", NOW + timedelta(seconds=90))
        seen = hosts.state(session, HOST)
        assert not hosts.take(session, seen, ours, NOW, lambda _owner: False)
        assert hosts.take(session, seen, ours, NOW, lambda owner: owner == "elsewhere:1:1")


def test_a_turn_is_not_taken_by_who_looked_too_long_ago(database: Database) -> None:
    def take(session: Session, seen: hosts.HostState, owner: str, seconds: float) -> bool:
        now = NOW + timedelta(seconds=seconds)
        return hosts.take(session, seen, hosts.Lease(HOST, owner, NOW), now, lambda _owner: False)

    with database.writing() as session:
        never_asked = hosts.state(session, HOST)
        assert take(session, never_asked, "a:1:1", 1)
        assert not take(session, never_asked, "b:1:1", 2)
        assert hosts.give_back(session, hosts.Lease(HOST, "a:1:1", NOW), 0, None, NOW)
        free = hosts.state(session, HOST)
        assert take(session, free, "a:1:1", 0)
        assert not take(session, free, "b:1:1", 0)
        assert hosts.give_back(session, hosts.Lease(HOST, "a:1:1", NOW), 1, None, NOW + timedelta(seconds=4))
        assert not take(session, free, "b:1:1", 5)


@pytest.mark.fault("F-01")
def test_a_pause_that_a_host_asks_for_holds_for_every_process(
    database: Database, book: HostBook, other: HostBook, clock: SleepingClock
) -> None:
    fail(book.turn(HOST), answered(429, 3600))
    clock.pass_by(seconds=600)
    for asking in (book, other, make_book(database, clock)):
        failed = refused(asking)
        assert (failed.reason, failed.retry_after_s) == (FetchReason.CIRCUIT_OPEN, 3000.0)
        assert not failed.was_asked
    assert clock.slept == []
    clock.pass_by(seconds=3000)
    with other.turn(HOST) as turn:
        assert not turn.is_probe


@pytest.mark.fault("F-01")
def test_a_circuit_opens_at_the_fifth_failure_and_says_until_when(
    book: HostBook, other: HostBook, clock: SleepingClock
) -> None:
    for asking in (book, other, book, other, book):
        fail(asking.turn(HOST), answered(500))
    clock.pass_by(seconds=29)
    assert refused(other).retry_after_s == 1.0
    at = (clock.now + timedelta(seconds=1)).strftime("%H:%M UTC on %d %B")
    assert str(refused(other)) == f"{HOST}: not asked until {at}, it failed 5 times in a row (circuit-open)"


@pytest.mark.fault("F-01")
def test_a_probe_that_fails_opens_the_circuit_for_twice_as_long(
    book: HostBook, other: HostBook, clock: SleepingClock
) -> None:
    for _ in range(5):
        fail(book.turn(HOST), answered(500))
    clock.pass_by(seconds=30)
    assert fail(other.turn(HOST), answered(500)).is_probe
    assert refused(book).retry_after_s == 60.0


@pytest.mark.fault("F-01")
def test_a_probe_that_succeeds_closes_the_circuit(
    database: Database, book: HostBook, other: HostBook, clock: SleepingClock
) -> None:
    for _ in range(5):
        fail(book.turn(HOST), answered(500))
    clock.pass_by(seconds=30)
    with other.turn(HOST) as probe:
        assert probe.is_probe
    with book.turn(HOST) as turn:
        assert not turn.is_probe
    assert (state(database).failures, state(database).not_before) == (0, None)


@pytest.mark.fault("F-01")
def test_four_failures_and_a_success_are_forgotten(book: HostBook, clock: SleepingClock) -> None:
    for _ in range(3):
        for _ in range(4):
            fail(book.turn(HOST), answered(500))
        with book.turn(HOST) as turn:
            assert not turn.is_probe


def test_what_breaks_in_the_program_is_not_held_against_the_host(database: Database, book: HostBook) -> None:
    fail(book.turn(HOST), answered(500))
    fail(book.turn(HOST), RuntimeError("a bug of ours"))
    assert (state(database).failures, state(database).owner) == (1, None)


def test_a_host_that_a_feed_led_us_to_is_not_cut_off_for_its_own_feeds(book: HostBook) -> None:
    for _ in range(9):
        fail(book.turn(HOST, is_own=False), answered(500))
    with book.turn(HOST) as turn:
        assert not turn.is_probe


@pytest.mark.fault("F-20")
def test_a_process_with_many_pages_leaves_the_host_free_every_two_seconds(
    book: HostBook, clock: SleepingClock
) -> None:
    for _ in range(50):
        with book.turn(HOST):
            clock.pass_by(seconds=0.25)
    assert clock.slept == [0.1] * 5


@pytest.mark.fault("F-20")
def test_a_turn_that_cannot_be_given_back_costs_no_page(
    database: Database, book: HostBook, clock: SleepingClock, caplog: pytest.LogCaptureFixture
) -> None:
    with book.turn(HOST), database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE host RENAME TO mislaid")
    assert "the turn at feed.example:443 was not given back" in caplog.text
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mislaid RENAME TO host")
    clock.pass_by(seconds=91)
    with book.turn(HOST):
        pass


def test_a_feed_that_redirects_to_ever_new_hosts_does_not_fill_the_store(
    database: Database, book: HostBook, clock: SleepingClock
) -> None:
    with database.writing() as session:
        for number in range(hosts.MOST_HOSTS):
            asked_at = NOW - timedelta(seconds=hosts.MOST_HOSTS - number)
            session.add(HostRow(host=f"{number}.example:443", failures=1, last_asked_at=asked_at))
    for number in range(3):
        with book.turn(f"new-{number}.example:443"):
            pass
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HostRow)) == 1_000
    assert state(database, "2.example:443").failures == 0
    assert state(database, "3.example:443").failures == 1
    assert state(database, "new-0.example:443").last_asked_at == NOW
