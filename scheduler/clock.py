"""The only APScheduler: a clock that runs jobs again and again. What is due stands in the rows, never here."""

import contextlib
import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from alerts.db.session import DatabaseUnusable
from alerts.log_context import saying

Clock: TypeAlias = BackgroundScheduler

log = logging.getLogger("planning_alerts.scheduler")

MISFIRE_GRACE_S = 3_600
"""APScheduler's own default is one second, after which a late job is silently skipped."""


class Job(NamedTuple):
    """What runs every so often, on the threads of its executor, first after so long; `is_everybodys` where it runs also
    while another scheduler does the work.
    """

    name: str
    run: Callable[[], object]
    every_s: float
    executor: str = "default"
    after_s: float = 0.0
    is_everybodys: bool = False


def stopped_clock(threads: Mapping[str, int]) -> Clock:
    """A clock without jobs, with so many threads for each executor."""
    return BackgroundScheduler(
        timezone=UTC,
        executors={name: ThreadPoolExecutor(count) for name, count in threads.items()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_GRACE_S},
    )


@contextlib.contextmanager
def ticking(clock: Clock, jobs: Iterable[Job], may_work: Callable[[], bool]) -> Iterator[Clock]:
    """The clock runs these jobs until the block ends, one run of a job at a time, and then waits for those in hand.
    While `may_work` says no, every tick passes by.
    """
    runs = _Runs()
    for job in jobs:
        clock.add_job(
            _surviving(job, may_work, runs),
            "interval",
            seconds=job.every_s,
            id=job.name,
            executor=job.executor,
            next_run_time=datetime.now(UTC) + timedelta(seconds=job.after_s),
        )
    clock.start()
    try:
        yield clock
    finally:
        clock.pause()
        runs.finish()
        clock.shutdown(wait=True)


class _Runs:
    """The runs in hand. The clock holds a lock while it shuts down, for which a run that calls another job would wait
    for ever, and the clock for that run: so it shuts down once there is none.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._are_over = False

    @contextlib.contextmanager
    def one(self) -> Iterator[bool]:
        """Whether one more run may begin."""
        with self._changed:
            may_begin = not self._are_over
            self._count += may_begin
        try:
            yield may_begin
        finally:
            with self._changed:
                self._count -= may_begin
                self._changed.notify_all()

    def finish(self) -> None:
        """Let no more begin, and wait for those in hand."""
        with self._changed:
            self._are_over = True
            self._changed.wait_for(lambda: self._count == 0)


def at_once(clock: Clock, name: str) -> None:
    """Let a job run now instead of at its next turn; one that runs already sees what there is to do by itself."""
    clock.modify_job(name, next_run_time=datetime.now(UTC))


def _surviving(job: Job, may_work: Callable[[], bool], runs: _Runs) -> Callable[[], None]:
    """A job whose failure is logged and costs nobody else their turn."""

    def run() -> None:
        with runs.one() as may_begin, saying(job=job.name, run=secrets.token_hex(3)):
            try:
                if may_begin and (job.is_everybodys or may_work()):
                    job.run()
            except DatabaseUnusable as error:
                log.error("the job %s was cut short: %s; it runs again at its next turn", job.name, error)
            except Exception:
                log.exception("the job %s failed; it runs again at its next turn", job.name)

    return run
