"""Turns at each host: one request at a time, and a gap between two, however many feeds live there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scheduler.deadline import Deadline
from scheduler.errors import FetchFailed, FetchReason


class _Host:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ended_at: float | None = None


class Turns:
    """Shared by all threads of a process. Nobody holds two turns, so none can wait for another in a ring."""

    def __init__(self, gap_s: float, sleep: Callable[[float], None], monotonic: Callable[[], float]) -> None:
        self._gap_s = gap_s
        self._sleep = sleep
        self._monotonic = monotonic
        self._hosts: dict[str, _Host] = {}
        self._hosts_lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, until: Deadline | None = None) -> Iterator[None]:
        """Wait for this host's turn, and keep it for the block; FetchFailed if that is not before `until`."""
        place = self._place(host)
        if not place.lock.acquire(timeout=-1 if until is None else until.remaining_s()):
            raise FetchFailed(FetchReason.TOO_SLOW, host, "another request kept its turn too long")
        try:
            if place.ended_at is not None:
                self._sleep_out(place.ended_at + self._gap_s - self._monotonic())
            yield
        finally:
            place.ended_at = self._monotonic()
            place.lock.release()

    def _place(self, host: str) -> _Host:
        with self._hosts_lock:
            return self._hosts.setdefault(host, _Host())

    def _sleep_out(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)
