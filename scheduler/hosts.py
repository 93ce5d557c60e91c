"""Turns at each host shared by all processes through the store, with the circuit that opens on failures."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.db import hosts
from alerts.db.session import Database, DatabaseUnusable
from alerts.services.owner import is_gone, this_process
from scheduler.circuit import CircuitLimits, LeftAlone, Standing, Wait, may_ask, paused_by, standing_after
from scheduler.deadline import Deadline
from scheduler.errors import FetchFailed, FetchReason
from scheduler.turns import Place, Places, Turn, too_busy

log = logging.getLogger("planning_alerts.scheduler")

LOOK_AGAIN_S = 0.05
LONGEST_NAP_S = 1.0
KEPT_AT_MOST_S = 2.0
LEFT_FREE_S = 2 * LOOK_AGAIN_S
"""Longer than another process looks away, so that one with many pages to fetch starves nobody."""


class _Granted(NamedTuple):
    lease: hosts.Lease
    seen: hosts.HostState
    is_probe: bool


class HostBook:
    """The turns of all processes that share a store. Its threads wait here in order; only the first looks there.

    `lease_s` must be longer than a turn can last: after it a turn may be another's.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        lease_s: float = 90,
        limits: CircuitLimits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = timedelta(seconds=lease_s)
        self._limits = limits or CircuitLimits()
        self._sleep = sleep
        self._monotonic = monotonic
        self._jitter = jitter
        self._is_stopping = is_stopping
        self._places = Places()

    @contextmanager
    def turn(
        self, host: str, gap_s: float = 0, until: Deadline | None = None, *, is_own: bool = True
    ) -> Iterator[Turn]:
        with self._places.first(host, until) as place:
            self._leave_free(place)
            granted = self._wait_for(host, gap_s, until)
            standing = Standing(granted.seen.failures, granted.seen.not_before)
            try:
                yield Turn(granted.is_probe)
                standing = self._standing(granted, None, is_own=is_own)
            except FetchFailed as failure:
                standing = self._standing(granted, failure, is_own=is_own)
                raise
            finally:
                place.ended_at = self._monotonic()
                self._give_back(granted.lease, standing)

    def _leave_free(self, place: Place) -> None:
        """Now and then let the other processes have a look, if one turn followed the other here for long."""
        now = self._monotonic()
        if place.ended_at is None or place.kept_since is None or now - place.ended_at > LEFT_FREE_S:
            place.kept_since = now
        elif now - place.kept_since > KEPT_AT_MOST_S:
            self._sleep(LEFT_FREE_S)
            place.kept_since = self._monotonic()

    def _wait_for(self, host: str, gap_s: float, until: Deadline | None) -> _Granted:
        while True:
            found = self._take(host, gap_s)
            if isinstance(found, _Granted):
                return found
            if until is not None and found.seconds >= until.remaining_s():
                raise too_busy(host)
            self._sleep(min(found.seconds, LONGEST_NAP_S))
            if self._is_stopping():
                raise too_busy(host, "the service stops")

    def _take(self, host: str, gap_s: float) -> _Granted | Wait:
        with self._database.writing() as session:
            now = self._clock()  # once the lock is held, which may have taken time
            seen = hosts.state(session, host)
            answer = may_ask(seen, now, gap_s, self._limits)
            if isinstance(answer, LeftAlone):
                raise _left_alone(host, answer)
            if isinstance(answer, Wait):
                return answer
            lease = hosts.Lease(host, this_process(), now + self._lease)
            if hosts.take(session, seen, lease, now, is_gone):
                return _Granted(lease, seen, answer.is_probe)
        return Wait(LOOK_AGAIN_S * (0.5 + self._jitter()))

    def _standing(self, granted: _Granted, failure: FetchFailed | None, *, is_own: bool) -> Standing:
        if is_own:
            return standing_after(granted.seen, failure, self._clock(), self._jitter(), self._limits)
        return paused_by(granted.seen, failure, self._clock(), self._limits)

    def _give_back(self, lease: hosts.Lease, standing: Standing) -> None:
        try:
            with self._database.writing() as session:
                hosts.give_back(session, lease, standing.failures, standing.not_before, self._clock())
        except DatabaseUnusable as error:
            # The page in hand is worth more: the turn comes free by itself when its lease runs out.
            log.warning("the turn at %s was not given back: %s", lease.host, error)


def _left_alone(host: str, answer: LeftAlone) -> FetchFailed:
    explanation = f"not asked until {answer.until:%H:%M} UTC on {answer.until:%d %B}, {answer.why}"
    return FetchFailed(FetchReason.CIRCUIT_OPEN, host, explanation, retry_after_s=answer.seconds)
