"""The clock of many machines: one of them, the leader, wakes whoever is to do what the rows say is due.

It does none of the work itself. A tick too many wakes somebody for nothing, and one too few is made up by the next.
"""

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from alerts.db import agenda
from alerts.db.waking import Wanted, Work, wake
from scheduler import queue
from scheduler.clock import Job, stopped_clock, ticking
from scheduler.jobs import (
    FILES_EVERY_S,
    FORGET_EVERY_S,
    PUSH_EVERY_S,
    TAKE_IN_EVERY_S,
    Pipeline,
    tick_s,
)
from scheduler.noted import PULSE, PULSE_THREADS

log = logging.getLogger("planning_alerts.scheduler")

RESCUE_EVERY_S = 20.0


@contextlib.contextmanager
def leading(
    pipeline: Pipeline, send_every_s: float, may_lead: Callable[[], bool], beside: Sequence[Job] = ()
) -> Iterator[None]:
    """Wake workers, while `may_lead` says that it is ours to do, until the block ends. `beside` are further jobs."""
    jobs = (*_jobs(pipeline, send_every_s), *beside)
    with ticking(stopped_clock({"default": 4, PULSE: PULSE_THREADS}), jobs, may_lead):
        yield


def _jobs(pipeline: Pipeline, send_every_s: float) -> Iterator[Job]:
    url = pipeline.database.url
    yield Job("people", partial(_wake_for, pipeline, agenda.for_people), min(TAKE_IN_EVERY_S, send_every_s))
    yield Job("alerts", partial(_wake_for, pipeline, agenda.for_alerts), tick_s(pipeline, send_every_s))
    if pipeline.receivers:
        yield Job("receivers", partial(_wake_for, pipeline, agenda.for_receivers), PUSH_EVERY_S)
    yield Job("rescue", partial(_rescue, url), RESCUE_EVERY_S)
    yield Job("clear", partial(queue.clear, url), FORGET_EVERY_S)
    for work, every_s in _by_the_clock(pipeline, send_every_s):
        yield Job(work, partial(_wake, pipeline, (Wanted(work),)), every_s)


def _by_the_clock(pipeline: Pipeline, send_every_s: float) -> Iterator[tuple[Work, float]]:
    """What no row says: it is found out by doing it."""
    yield Work.REMIND, send_every_s
    yield Work.TELL_OPERATOR, send_every_s
    yield Work.FORGET, FORGET_EVERY_S
    if pipeline.box_reader is not None:
        yield Work.READ_BOUNCES, pipeline.read_every_s
    if pipeline.night_shift is not None:
        yield Work.MAKE_FILES, FILES_EVERY_S


def _wake_for(pipeline: Pipeline, look: agenda.Look) -> None:
    with pipeline.database.reading() as session:
        found = look(session, pipeline.clock())
    if found:
        _wake(pipeline, found)


def _wake(pipeline: Pipeline, found: Iterable[Wanted]) -> None:
    with pipeline.database.writing() as session:
        for wanted in found:
            wake(session, *wanted)


def _rescue(url: str) -> None:
    if rescued := queue.rescue(url):
        log.warning("%d jobs of workers that died or froze are done by others", rescued)
