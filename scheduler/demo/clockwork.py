"""Keeps the demonstration borough going: one thread that looks at the clock and lets happen what is due."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from scheduler.demo.borough import Borough
from scheduler.demo.pace import Pace, Place
from scheduler.demo.plots import Plot
from scheduler.demo.record import Record

LONDON = ZoneInfo("Europe/London")

_TICK_S = 1.0
_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
PlacesOfInterest = Callable[[], Sequence[Place]]


def london_wall_time(now: datetime) -> datetime:
    """The time on London's clocks, without a zone, at an aware instant."""
    return now.astimezone(LONDON).replace(tzinfo=None)


class Clockwork:
    """A borough that goes by itself from `start` to `stop`; its records can be asked for at any time."""

    def __init__(
        self, plots: Sequence[Plot], clock: Clock, places: PlacesOfInterest, seed: int, speed: float
    ) -> None:
        self._clock = clock
        self._places = places
        self._speed = speed
        self._borough = Borough(plots, london_wall_time(clock()), seed)
        self._pace = Pace(Random(f"demonstration pace {seed}"))  # noqa: S311
        self._records = self._borough.records
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demonstration", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def records(self) -> Sequence[Record]:
        """The register as it stands: one whole state of it."""
        return self._records

    def _run(self) -> None:
        began = time.monotonic()
        while not self._stopping.wait(_TICK_S):
            self._tick((time.monotonic() - began) * self._speed)

    def _tick(self, elapsed_s: float) -> None:
        for near in self._pace.due(elapsed_s, self._watched()):
            self._borough.happen(london_wall_time(self._clock()), near)
        self._records = self._borough.records

    def _watched(self) -> Sequence[Place]:
        try:
            return self._places()
        except Exception:  # noqa: BLE001 - the reason stands below
            # Whoever tells us may be busy or starting; the borough goes on without.
            _log.exception("The demonstration was not told which places are watched")
            return ()
