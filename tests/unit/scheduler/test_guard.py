"""Connections that keep a deadline over every byte."""

import socket
from collections.abc import Iterator

import pytest

from scheduler.deadline import Deadline
from scheduler.destination import destination_of
from scheduler.errors import FetchFailed, FetchReason
from scheduler.guard import GuardedConnection, using
from scheduler.wire import Wire
from tests.rig.network import CountedDial, DnsStub

NOON = 100.0


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wire(clock: Clock) -> Wire:
    deadline = Deadline.after(60, clock.monotonic)
    return Wire(destination_of("https://feed.example/"), False, deadline, 10, DnsStub({}), CountedDial({}))


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end and ours."""
    theirs, ours = socket.socketpair()
    with theirs, ours:
        yield theirs, ours


@pytest.mark.fault("F-03")
def test_bytes_that_are_there_are_not_taken_once_the_time_is_up(
    clock: Clock, wire: Wire, ends: tuple[socket.socket, socket.socket]
) -> None:
    theirs, ours = ends
    theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\nplanning")
    with using(wire), GuardedConnection().response_class(ours) as answer:
        clock.at = NOON + 60
        with pytest.raises(FetchFailed) as failed:
            answer.begin()
    assert failed.value.reason is FetchReason.TIMEOUT


@pytest.mark.fault("F-03")
def test_an_answer_that_began_and_did_not_end_is_too_slow(
    clock: Clock, wire: Wire, ends: tuple[socket.socket, socket.socket]
) -> None:
    theirs, ours = ends
    theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    with using(wire), GuardedConnection().response_class(ours) as answer:
        answer.begin()
        theirs.sendall(b"planning")
        clock.at = NOON + 61
        with pytest.raises(FetchFailed) as failed:
            answer.read1(8)
    assert failed.value.reason is FetchReason.TOO_SLOW


def test_what_remains_is_all_that_a_read_may_wait(
    clock: Clock, wire: Wire, ends: tuple[socket.socket, socket.socket]
) -> None:
    theirs, ours = ends
    theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    with using(wire), GuardedConnection().response_class(ours) as answer:
        clock.at = NOON + 59
        answer.begin()
    assert ours.gettimeout() == 1.0


def test_no_connection_is_made_that_nobody_guards() -> None:
    with pytest.raises(LookupError):
        GuardedConnection()._new_conn()
