"""What this process has in hand, and how its steps ended: kept in memory, said to the others by the pulse."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from alerts.db.counts import Counted, Counts, Key
from alerts.domain.steps import Beat, Step


@dataclass
class _Going:
    """One step: when each of its runs in hand began, and how the last ones ended."""

    in_hand: dict[int, datetime] = field(default_factory=dict)
    done_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0


class Steps:
    """Told of every run of a step, from any thread."""

    def __init__(self, clock: Callable[[], datetime], counts: Counts | None = None) -> None:
        self._clock, self.counts = clock, counts or Counts()
        self._lock = Lock()
        self._going: dict[Step, _Going] = {}
        self._runs = 0
        self._ticked: float | None = None

    @contextmanager
    def running(self, step: Step) -> Iterator[None]:
        """The step is in hand until the block ends, and has failed where that raises."""
        began, number = time.monotonic(), self._begin(step)
        try:
            yield
        except BaseException:
            self._end(step, number, began, "failed")
            raise
        self._end(step, number, began, "done")

    def tick(self, *, is_our_turn: bool) -> None:
        """The clock ticks; whether it is this process's turn to work."""
        self._ticked = time.monotonic()
        with self._lock:
            clock = self._going.setdefault(Step.CLOCK, _Going())
            if is_our_turn:
                clock.done_at = self._clock()

    def standstill_s(self) -> float:
        """For how long the clock of this process has not ticked; 0 where it has none."""
        return time.monotonic() - self._ticked if self._ticked is not None else 0.0

    def beats(self, process: str, part: str) -> list[Beat]:
        """How each step goes that this process has ever had in hand."""
        now = self._clock()
        with self._lock:
            return [
                Beat(
                    process,
                    part,
                    step,
                    now,
                    min(going.in_hand.values(), default=None),
                    going.done_at,
                    going.failed_at,
                    going.failures,
                )
                for step, going in self._going.items()
            ]

    def _begin(self, step: Step) -> int:
        with self._lock:
            self._runs += 1
            self._going.setdefault(step, _Going()).in_hand[self._runs] = self._clock()
            return self._runs

    def _end(self, step: Step, number: int, began: float, outcome: str) -> None:
        with self._lock:
            going = self._going[step]
            del going.in_hand[number]
            if outcome == "done":
                going.done_at, going.failures = self._clock(), 0
            else:
                going.failed_at, going.failures = self._clock(), going.failures + 1
        ms = round((time.monotonic() - began) * 1000)
        self.counts.add({Key(Counted.STEPS, step, outcome): 1, Key(Counted.STEP_MS, step): ms})
