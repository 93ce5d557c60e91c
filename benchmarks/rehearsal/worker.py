"""A worker of a rehearsal: composes its share of what is due and hands over what waits, until nothing is left.

The same functions that `planning-alerts worker` calls; it is a process of our own because their clock is simulated.
"""

import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from alerts.db.due import DuePeople
from alerts.db.session import Database
from alerts.domain.share import Share
from alerts.services.composing import compose_due
from alerts.services.sending import send_due
from benchmarks.rehearsal.options import Options
from benchmarks.rehearsal.parts import IDENTITY, SITE, TIMETABLE, post_of
from benchmarks.rehearsal.processes import messages
from benchmarks.rehearsal.simulated_clock import SimulatedClock

AT_ONCE = 2_000
"""So many are composed before they are handed over: what is ready does not wait for all the others."""


class Worked(NamedTuple):
    """What a worker did when it was told to, the seconds that each took it, and those of a core: these say the same
    whoever else uses the machine.
    """

    composed: int = 0
    sent: int = 0
    compose_s: float = 0.0
    compose_core_s: float = 0.0
    send_s: float = 0.0
    send_core_s: float = 0.0

    def and_then(self, other: "Worked") -> "Worked":
        return Worked(*(a + b for a, b in zip(self, other, strict=True)))


def work(
    connection: Connection, options: Options, share: Share, url: str, clock_file: Path, port: int
) -> None:
    """Compose and send whenever told until which moment of the monotonic clock; answer with what was done."""
    clock, database = SimulatedClock(clock_file), Database(url)
    until = [float("inf")]

    def is_stopping() -> bool:
        return time.monotonic() > until[0]

    post = post_of(options, database, clock, port, is_stopping)
    for message in messages(connection):
        until[0] = message
        done, people = Worked(), DuePeople(share)
        while not is_stopping():
            began = _now()
            composed = compose_due(
                database,
                SITE,
                IDENTITY,
                TIMETABLE,
                clock,
                most=AT_ONCE,
                is_stopping=is_stopping,
                people=people,
            )
            between = _now()
            report = send_due(post)
            ended = _now()
            done = done.and_then(
                Worked(composed, report.sent, *_took(began, between), *_took(between, ended))
            )
            if composed < AT_ONCE:
                break
        connection.send(done)
    database.engine.dispose()


def _now() -> tuple[float, float]:
    return time.monotonic(), time.process_time()


def _took(began: tuple[float, float], ended: tuple[float, float]) -> tuple[float, float]:
    return ended[0] - began[0], ended[1] - began[1]
