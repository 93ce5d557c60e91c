"""A clock that stops while a run calls another job: it once waited for the run, and the run for it, for ever."""

import threading
from functools import partial

import pytest

from scheduler.clock import Clock, Job, at_once, stopped_clock, ticking

PATIENCE_S = 30.0


class Ticking:
    """A clock in a thread of its own, as it would otherwise keep the test for ever."""

    def __init__(self, clock: Clock, stop: threading.Event, *jobs: Job) -> None:
        self.stop = stop
        self._thread = threading.Thread(target=self._tick, args=(clock, jobs), daemon=True)
        self._thread.start()

    def _tick(self, clock: Clock, jobs: tuple[Job, ...]) -> None:
        with ticking(clock, jobs, lambda: True):
            self.stop.wait(PATIENCE_S)

    def ends(self) -> bool:
        self.stop.set()
        self._thread.join(PATIENCE_S)
        return not self._thread.is_alive()


@pytest.fixture
def clock() -> Clock:
    return stopped_clock({"default": 4})


@pytest.mark.fault("K-12")
def test_a_run_that_calls_another_job_as_the_clock_stops_is_waited_for(clock: Clock) -> None:
    running, stop, calls = threading.Event(), threading.Event(), []

    def call() -> None:
        at_once(clock, "other")
        calls.append(1)

    def calls_another() -> None:
        running.set()
        stop.wait(PATIENCE_S)
        for _ in range(50):  # for longer than it takes the clock to begin its end
            threading.Event().wait(0.01)
            calling = threading.Thread(target=call, daemon=True)
            calling.start()
            calling.join(PATIENCE_S / 3)
            if calling.is_alive():
                return  # or neither would ever end, nor the tests

    asked = Ticking(
        clock, stop, Job("calls", calls_another, 3600), Job("other", lambda: None, 3600, after_s=3600)
    )
    assert running.wait(PATIENCE_S)
    assert asked.ends()
    assert len(calls) == 50


def test_no_run_begins_once_the_clock_stops() -> None:
    running, stop = threading.Event(), threading.Event()
    begun: list[int] = []
    narrow = stopped_clock({"default": 1})

    def long() -> None:
        running.set()
        stop.wait(PATIENCE_S)
        threading.Event().wait(0.2)

    waits = Job("waits", partial(begun.append, 1), 3600, after_s=0.01)
    asked = Ticking(narrow, stop, Job("long", long, 3600), waits)
    assert running.wait(PATIENCE_S)
    threading.Event().wait(0.3)  # the other run has its place in the line by now
    assert asked.ends()
    assert begun == []
