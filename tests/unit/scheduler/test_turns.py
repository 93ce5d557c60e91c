"""Turns at a host."""

import threading

import pytest

from scheduler.deadline import Deadline
from scheduler.errors import FetchFailed
from scheduler.turns import Turns


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


@pytest.mark.fault("F-20")
def test_the_gap_is_kept_from_the_end_of_one_request_to_the_start_of_the_next() -> None:
    clock = Clock()
    turns = Turns(10, clock.sleep, clock.monotonic)
    with turns.turn("feed.example"):
        clock.at += 4
    clock.at += 3
    with turns.turn("feed.example"):
        assert clock.slept == [7.0]


@pytest.mark.fault("F-20")
def test_no_gap_is_kept_after_a_pause_that_was_longer_or_at_another_host() -> None:
    clock = Clock()
    turns = Turns(10, clock.sleep, clock.monotonic)
    with turns.turn("feed.example"):
        pass
    with turns.turn("other.example"):
        pass
    clock.at += 11
    with turns.turn("feed.example"):
        pass
    assert clock.slept == []


@pytest.mark.fault("F-20")
def test_a_turn_that_is_taken_is_given_up_at_the_deadline() -> None:
    clock = Clock()
    turns = Turns(0, clock.sleep, clock.monotonic)
    with (
        turns.turn("feed.example"),
        pytest.raises(FetchFailed, match="kept its turn too long"),
        turns.turn("feed.example", Deadline.after(0, clock.monotonic)),
    ):
        pytest.fail("two had the turn")


@pytest.mark.fault("F-20")
def test_a_turn_is_passed_on_after_a_failure() -> None:
    clock = Clock()
    turns = Turns(0, clock.sleep, clock.monotonic)
    with pytest.raises(RuntimeError), turns.turn("feed.example"):
        raise RuntimeError
    with turns.turn("feed.example", Deadline.after(0, clock.monotonic)):
        pass


@pytest.mark.fault("F-20")
def test_many_threads_have_their_turns_one_at_a_time() -> None:
    clock = Clock()
    turns = Turns(0, clock.sleep, clock.monotonic)
    inside: list[int] = []
    most: list[int] = []

    def take(number: int) -> None:
        for _ in range(50):
            with turns.turn("feed.example"):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 400
