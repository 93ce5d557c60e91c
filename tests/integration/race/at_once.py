"""Two things at once, really: one is stopped amid its transaction while the other begins."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

Done = TypeVar("Done")

PATIENCE_S = 30.0
A_MOMENT_S = 0.3
"""Long enough for what is not kept waiting to be over."""


class Stopped:
    """An `on_effect` that stops the first who comes to a moment until it is let go."""

    def __init__(self, moment: str) -> None:
        self.moment = moment
        self.is_there = threading.Event()
        self.may_go = threading.Event()

    def __call__(self, effect: str) -> None:
        if effect == self.moment and not self.is_there.is_set():
            self.is_there.set()
            assert self.may_go.wait(PATIENCE_S)


def meanwhile(
    first: Callable[[], object], stopped: Stopped, second: Callable[[], Done], wait_s: float = A_MOMENT_S
) -> Done:
    """Run `second` while `first` stands at its moment, for `wait_s` at most; both must end well. Gives what `second`
    gave. Who says that `second` is not kept waiting at all gives it longer than a busy machine may take.
    """
    with ThreadPoolExecutor(2) as pool:
        begun = pool.submit(first)
        while not stopped.is_there.wait(0.05):
            assert not begun.done(), begun.result()
        other: Future[Done] = pool.submit(second)
        wait([other], timeout=wait_s)  # one that is rightly kept waiting ends later
        stopped.may_go.set()
        begun.result(PATIENCE_S)
        return other.result(PATIENCE_S)


def all_at_once(count: int, act: Callable[[int], Done]) -> list[Done]:
    """`count` threads that act at one moment; what each gave, in order."""
    together = threading.Barrier(count)

    def run(number: int) -> Done:
        together.wait(PATIENCE_S)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
