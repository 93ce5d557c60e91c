"""The pulse of a process: every few seconds it says how its steps go, and writes down what it has counted."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.db import beats, counted
from alerts.db.counts import Counts
from alerts.db.session import Database, DatabaseUnusable
from alerts.domain.timetable import Timetable
from alerts.services.steps import Steps

log = logging.getLogger("planning_alerts.pulse")

EVERY_S = 15.0
KEPT_DAYS = timedelta(days=35)
FORGOTTEN_AFTER = timedelta(days=1)
"""A process that has said nothing for so long is gone, and no news any more."""


@dataclass(frozen=True)
class Pulse:
    """`part` is what the process was started as. Without `steps` it does no work of its own, as the site alone."""

    database: Database
    timetable: Timetable
    clock: Callable[[], datetime]
    counts: Counts
    process: str
    part: str
    steps: Steps | None = None

    def beat(self) -> None:
        """Say it now. What was counted is kept for the next time where the database cannot be used."""
        now, found = self.clock(), self.counts.take()
        said = self.steps.beats(self.process, self.part) if self.steps else []
        if not (found or said):
            return
        try:
            with self.database.writing() as session:
                counted.write(session, found, self.timetable.today(now))
                beats.write(session, said)
        except BaseException:
            self.counts.add(found)
            raise

    def quietly(self) -> None:
        """The same where nobody would hear of a failure."""
        try:
            self.beat()
        except DatabaseUnusable as error:
            log.debug("what was counted cannot be written down: %s", error)
        except Exception:
            log.exception("the pulse failed; it goes on")

    def forget(self) -> None:
        """Forget the numbers of days long past, and processes that are gone."""
        now = self.clock()
        with self.database.writing() as session:
            counted.remove_old(session, self.timetable.today(now) - KEPT_DAYS)
            beats.remove_old(session, now - FORGOTTEN_AFTER)


@contextmanager
def beating(
    pulse: Pulse, oversee: Callable[[], None] = lambda: None, every_s: float = EVERY_S
) -> Iterator[None]:
    """The pulse of a process without a clock, until the block ends; what was counted by then is written, too. At each
    beat it also looks after the others by `oversee`.
    """
    over = threading.Event()
    beat = (pulse, oversee, over, every_s)
    thread = threading.Thread(target=_beat_until, args=beat, name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)
        pulse.quietly()


def _beat_until(pulse: Pulse, oversee: Callable[[], None], over: threading.Event, every_s: float) -> None:
    while not over.wait(every_s):
        pulse.quietly()
        oversee()
