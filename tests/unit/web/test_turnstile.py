"""How many pages a network may ask for in a minute."""

import threading

import pytest

from alerts.web import turnstile
from alerts.web.turnstile import Turnstile


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.fault("W-13")
def test_a_network_is_let_through_so_often_and_then_one_by_one() -> None:
    clock = Clock()
    gate = Turnstile(10, clock)
    assert [gate.wait_s("a") for _ in range(10)] == [0.0] * 10
    assert gate.wait_s("a") == pytest.approx(6.0)
    assert gate.wait_s("a") == pytest.approx(6.0)
    assert gate.wait_s("b") == 0.0
    clock.now += 6.0
    assert gate.wait_s("a") == 0.0
    assert gate.wait_s("a") > 0
    clock.now += 60.0
    assert [gate.wait_s("a") > 0 for _ in range(11)] == [False] * 10 + [True]


@pytest.mark.fault("W-14")
def test_many_at_once_are_not_let_through_more_often() -> None:
    gate = Turnstile(10, Clock())
    passed: list[float] = []
    begin = threading.Barrier(20)

    def ask() -> None:
        begin.wait()
        passed.extend(wait for _ in range(10) if (wait := gate.wait_s("a")) == 0.0)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 10


def test_no_number_of_networks_fills_the_memory() -> None:
    clock = Clock()
    gate = Turnstile(10, clock)
    for number in range(turnstile.MOST_NETWORKS * 2):
        gate.wait_s(f"{number}")
    assert len(gate._due) <= turnstile.MOST_NETWORKS
    last = f"{turnstile.MOST_NETWORKS * 2 - 1}"
    assert [gate.wait_s(last) > 0 for _ in range(10)] == [False] * 9 + [True]


@pytest.mark.fault("W-23")
def test_what_weighs_more_takes_more_of_the_minute() -> None:
    clock = Clock()
    gate = Turnstile(10_000, clock)
    assert [gate.wait_s("a", 500) for _ in range(20)] == [0.0] * 20
    assert gate.wait_s("a", 500) == pytest.approx(3.0)
    assert gate.wait_s("a", 1) == pytest.approx(0.006)
    assert (gate.left("a"), gate.left("b")) == (0, 10_000)
    clock.now += 3.0
    assert gate.left("a") == 500
    assert gate.wait_s("a", 500) == 0.0


def test_what_was_not_used_is_given_back_and_never_more_than_was_taken() -> None:
    gate = Turnstile(1_000, Clock())
    assert gate.wait_s("a", 500) == 0.0
    gate.give_back("a", 490)
    assert gate.left("a") == 990
    gate.give_back("nobody", 490)
    assert gate.left("nobody") == 1_000
