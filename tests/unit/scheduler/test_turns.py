"""Turns at a host."""

import threading
from collections.abc import Callable

import pytest

from scheduler.deadline import Deadline
from scheduler.errors import FetchFailed, FetchReason
from scheduler.turns import MOST_PLACES, Places, Turns


class Clock:
    """Stands still unless somebody sleeps."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns(clock: Clock) -> Turns:
    return Turns(clock.sleep, clock.monotonic)


def all_at_once(*actions: Callable[[], None]) -> None:
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.fault("F-20")
def test_the_gap_is_kept_from_the_end_of_one_request_to_the_start_of_the_next(
    clock: Clock, turns: Turns
) -> None:
    with turns.turn("feed.example:443", 10):
        clock.at += 4
    clock.at += 3
    with turns.turn("feed.example:443", 10):
        assert clock.slept == [7.0]


@pytest.mark.fault("F-20")
def test_no_gap_is_kept_after_a_pause_that_was_longer_or_at_another_host(clock: Clock, turns: Turns) -> None:
    with turns.turn("feed.example:443", 10):
        pass
    with turns.turn("other.example:443", 10):
        pass
    clock.at += 11
    with turns.turn("feed.example:443", 10):
        pass
    assert clock.slept == []


@pytest.mark.fault("F-20")
def test_a_turn_that_is_taken_is_given_up_at_the_deadline(clock: Clock, turns: Turns) -> None:
    with (
        turns.turn("feed.example:443"),
        pytest.raises(FetchFailed, match="kept its turn too long") as failed,
        turns.turn("feed.example:443", 0, Deadline.after(0, clock.monotonic)),
    ):
        pytest.fail("two had the turn")
    assert failed.value.reason is FetchReason.HOST_BUSY
    assert (failed.value.was_asked, failed.value.retry_after_s) == (False, 60.0)


@pytest.mark.fault("F-20")
def test_a_gap_that_ends_after_the_deadline_is_not_slept_out(clock: Clock, turns: Turns) -> None:
    with turns.turn("feed.example:443", 60):
        pass
    with (
        pytest.raises(FetchFailed, match="kept its turn too long"),
        turns.turn("feed.example:443", 60, Deadline.after(59, clock.monotonic)),
    ):
        pytest.fail("it was too early")
    assert clock.slept == []


@pytest.mark.fault("F-20")
def test_a_turn_is_passed_on_after_a_failure(clock: Clock, turns: Turns) -> None:
    with pytest.raises(RuntimeError), turns.turn("feed.example:443"):
        raise RuntimeError
    with turns.turn("feed.example:443", 0, Deadline.after(0, clock.monotonic)):
        pass


@pytest.mark.fault("F-20")
def test_many_threads_have_their_turns_one_at_a_time(turns: Turns) -> None:
    inside: list[int] = []
    most: list[int] = []

    def take() -> None:
        for number in range(50):
            with turns.turn("feed.example:443"):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    all_at_once(*[take] * 8)
    assert most == [1] * 400


@pytest.mark.fault("F-20")
def test_turns_are_had_in_the_order_in_which_they_were_asked_for() -> None:
    places, served = Places(), list[str]()
    patience = Deadline.after(30, lambda: 0.0)

    def take(name: str) -> None:
        with places.first("feed.example:443", patience):
            served.append(name)

    with places.first("feed.example:443", patience) as place:
        threads = []
        for name in ("Alice", "Bob", "Charlie"):
            waiting = len(place.waiting)
            threads.append(threading.Thread(target=take, args=(name,)))
            threads[-1].start()
            while len(place.waiting) == waiting:
                pass
    for thread in threads:
        thread.join()
    assert served == ["Alice", "Bob", "Charlie"]


@pytest.mark.fault("F-20")
def test_who_gives_up_waiting_is_not_waited_for(clock: Clock, turns: Turns) -> None:
    with turns.turn("feed.example:443"):
        for _ in range(3):
            with (
                pytest.raises(FetchFailed),
                turns.turn("feed.example:443", 0, Deadline.after(0, clock.monotonic)),
            ):
                pytest.fail("two had the turn")
    with turns.turn("feed.example:443", 0, Deadline.after(0, clock.monotonic)):
        pass


def test_a_feed_that_redirects_to_ever_new_hosts_does_not_fill_the_memory(clock: Clock) -> None:
    places = Places()
    for number in range(MOST_PLACES + 500):
        with places.first(f"{number}.example:443", None) as place:
            clock.at += 1
            place.ended_at = clock.at
    with places.first("0.example:443", None) as forgotten:
        assert forgotten.ended_at is None
    with places.first("1499.example:443", None) as kept:
        assert kept.ended_at == 1600.0
