"""Turns at each host: one request at a time, and a gap between two, however many feeds live there."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, Protocol

from scheduler.deadline import Deadline
from scheduler.errors import FetchFailed, FetchReason

MOST_PLACES = 1_000
COME_BACK_AFTER_S = 60.0


class Turn(NamedTuple):
    """A turn that was had. A probe asks a host that has failed often: once, and not again whatever it says."""

    is_probe: bool = False


class Hosts(Protocol):
    """Who may ask which host when. `host` is a name or address with its port."""

    def turn(
        self, host: str, gap_s: float = 0, until: Deadline | None = None, *, is_own: bool = True
    ) -> AbstractContextManager[Turn]:
        """Wait for this host's turn, and keep it for the block; FetchFailed if that is not before `until`.

        `gap_s` lies between the end of the last turn and the start of this one. What the block raises is noted of
        the host, if that is the feed's own: one that it only led us to does not answer for it.
        """
        ...


class Place:
    """What this process knows of a host: who waits, in the order in which they came, and when it was asked."""

    def __init__(self) -> None:
        self.waiting: deque[object] = deque()
        self.kept_since: float | None = None
        self.ended_at: float | None = None


class Places:
    """The hosts of a process. Nobody waits at two of them, so none can wait for another in a ring."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._changed = threading.Condition()

    @contextmanager
    def first(self, host: str, until: Deadline | None) -> Iterator[Place]:
        """Wait until all who came before have gone."""
        ticket = object()
        with self._changed:
            place = self._places.setdefault(host, Place())
            place.waiting.append(ticket)
        try:
            with self._changed:
                longest_s = None if until is None else until.remaining_s()
                if not self._changed.wait_for(lambda: place.waiting[0] is ticket, longest_s):
                    raise too_busy(host)
            yield place
        finally:
            with self._changed:
                place.waiting.remove(ticket)
                self._forget_oldest()
                self._changed.notify_all()

    def _forget_oldest(self) -> None:
        if len(self._places) > MOST_PLACES:
            idle = [host for host, place in self._places.items() if not place.waiting]
            del self._places[min(idle, key=lambda host: self._places[host].ended_at or 0.0)]


class Turns:
    """The turns of one process, shared by its threads; forgotten when it ends."""

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sleep = sleep
        self._monotonic = monotonic
        self._places = Places()

    @contextmanager
    def turn(
        self,
        host: str,
        gap_s: float = 0,
        until: Deadline | None = None,
        *,
        is_own: bool = True,  # noqa: ARG002
    ) -> Iterator[Turn]:
        with self._places.first(host, until) as place:
            if place.ended_at is not None:
                self._sleep_out(host, place.ended_at + gap_s - self._monotonic(), until)
            try:
                yield Turn()
            finally:
                place.ended_at = self._monotonic()

    def _sleep_out(self, host: str, seconds: float, until: Deadline | None) -> None:
        if until is not None and seconds > until.remaining_s():
            raise too_busy(host)
        if seconds > 0:
            self._sleep(seconds)


def too_busy(host: str, why: str = "another request kept its turn too long") -> FetchFailed:
    """There was no turn in time, of our own making: come back soon."""
    return FetchFailed(FetchReason.HOST_BUSY, host, why, retry_after_s=COME_BACK_AFTER_S)
