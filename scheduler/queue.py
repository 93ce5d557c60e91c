"""The distributed engine's one door: jobs put in with their rows, done by workers, rescued from the dead.

The rows are the queue; a job only says "look now". One that is lost, done twice or for nothing costs nothing.
"""

import asyncio
import contextlib
import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any

import psycopg
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.manager import JobManager, NotificationCallback
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from alerts.db.engine_jobs import pin_waiting
from alerts.db.session import DatabaseUnusable
from alerts.db.waking import Wanted, Work
from alerts.log_context import saying
from alerts.services.owner import this_process
from scheduler.slots import MANNERS, Slot, name_of

log = logging.getLogger("planning_alerts.engine")

Perform = Callable[[Wanted], object]

MOST_TRIES = 5
HEARTBEAT_S, DEAD_AFTER_S = 10.0, 30.0
"""How often a worker says that it lives, and when one that does not is taken for dead. With less patience than this the
living lose their work, too.
"""

LOOK_AGAIN_S = 1.0
"""What is put in while a worker connects, or connects anew, it does not hear of; it looks as often as this."""

FLOOD_S = 1.0
KEPT_FAILED_H = 24
_TRIES_TO_PUT_IN = 5
_PAUSES_S = (0.2, 1.0, 3.0)
_LOOK_S = 0.2
_LONGEST_PAUSE_S = 10.0
_ALIVE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


class JobDoor:
    """Turns what was wanted in a transaction into jobs, on its own connection: both are committed, or neither is."""

    def __init__(self) -> None:
        self._app = App(connector=PsycopgConnector())  # never opened: it borrows the caller's connection
        self._said_at = float("-inf")

    def before_commit(self, session: Session, wanted: AbstractSet[Wanted]) -> None:
        missing = {name_of(each): each for each in self._without_floods(wanted)}
        if not missing:
            return
        for _ in range(_TRIES_TO_PUT_IN):
            for name in pin_waiting(session, sorted(missing)):
                del missing[name]
            if not missing or self._is_put_in(session, [missing[name] for name in sorted(missing)]):
                return
        # The rows say what is to be done, and the clock finds them.
        log.info("others put in the same work at this very moment: %s", ", ".join(sorted(missing)))

    def _without_floods(self, wanted: AbstractSet[Wanted]) -> Iterable[Wanted]:
        """All but what this process said a moment ago already: of a thousand e-mails composed, each wakes nobody anew.

        What comes within the second, the leader sees.
        """
        return [each for each in wanted if self._is_anew() or each.work is not Work.SEND_ALERTS]

    def after_commit(self, wanted: AbstractSet[Wanted]) -> None:
        """The engine heard of it in the commit; what was undone instead has been said to nobody."""
        if self._is_anew() and any(each.work is Work.SEND_ALERTS for each in wanted):
            self._said_at = time.monotonic()

    def _is_anew(self) -> bool:
        return time.monotonic() - self._said_at >= FLOOD_S

    def _is_put_in(self, session: Session, wanted: Iterable[Wanted]) -> bool:
        """Put all of them in, in one order for everybody; False where another was quicker with one of them."""
        try:
            with session.begin_nested():
                # Inside: the savepoint begins only with its first use, and a refusal would undo the whole.
                connection = session.connection().connection.driver_connection
                self._app.job_manager.batch_defer_jobs([_job(each) for each in wanted], connection)
        except AlreadyEnqueued:
            return False
        except ConnectorException as error:
            raise DatabaseUnusable(f"the database cannot be used just now: {error.__cause__}") from error
        return True


def _job(wanted: Wanted) -> Job:
    manner, name = MANNERS[wanted.work], name_of(wanted)
    return Job(
        queue=manner.slot,
        priority=manner.priority,
        lock=name if manner.is_alone else None,
        queueing_lock=name,
        task_name=wanted.work,
        task_kwargs={"key": wanted.key},
    )


class _FewAndGrowing(BaseRetryStrategy):
    """For crashes and a database that is away alone: whether an e-mail or a poll is tried again stands in its row."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= MOST_TRIES or not isinstance(exception, Exception):
            return None
        return RetryDecision(retry_in={"seconds": 2 ** (job.attempts + 1)})


class _Bench(JobManager):
    """The jobs of one worker process: so many of each slot at a time, and each brought to its end in the table."""

    def __init__(
        self, connector: PsycopgConnector, places: Mapping[Slot, int], stopping: threading.Event
    ) -> None:
        super().__init__(connector)
        self._stopping = stopping
        self._free: Counter[str] = Counter(places)
        self._news = 0
        self._tell: NotificationCallback | None = None
        self.is_lost = False

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        async def heard(*, channel: str, notification: Any) -> None:
            self._news += 1
            await on_notification(channel=channel, notification=notification)

        self._tell = heard
        await super().listen_for_jobs(on_notification=heard, queues=queues)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job for which there is a place. What is heard of while we look is looked for again: the library
        would forget it until its next poll.
        """
        while not self._stopping.is_set():
            known, open_queues = self._news, [queue for queue in queues or () if self._free[queue] > 0]
            job = await super().fetch_job(open_queues, worker_id) if open_queues else None
            if job is not None:
                self._free[job.queue] -= 1
            if job is not None or known == self._news:
                return job
        return None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        await self._brought_to_an_end(job, partial(super().finish_job, job, status, delete_job))

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        await self._brought_to_an_end(job, partial(super().retry_job, job, retry_at, priority, queue, lock))

    async def _brought_to_an_end(self, job: Job, end: Callable[[], Awaitable[None]]) -> None:
        try:
            await self._ended(job, end)
        finally:
            self._free[job.queue] += 1
            if self._tell is not None:
                await self._tell(channel="", notification={"type": "job_inserted", "job_id": job.id or 0})

    async def _ended(self, job: Job, end: Callable[[], Awaitable[None]]) -> None:
        for pause_s in (*_PAUSES_S, None):
            try:
                await end()
            except UniqueViolation:
                # The same work waits already: that job does what this one would try again.
                end = partial(super().finish_job, job, Status.FAILED, delete_job=True)
                continue
            except ConnectorException as error:
                if not isinstance(error.__cause__, psycopg.OperationalError):
                    log.info("the job %s was taken over by another worker", job.call_string)
                    return
                if pause_s is not None:
                    await asyncio.sleep(pause_s)
                continue
            return
        # It stays "doing" as long as this worker lives, which therefore ends and begins anew under another number.
        self.is_lost = True


@contextlib.contextmanager
def working(
    url: str, perform: Perform, places: Mapping[Slot, int], stopping: threading.Event
) -> Iterator[None]:
    """A worker of the queues that it has `places` for, until the block ends; the jobs in hand are finished.

    When the database is away it waits, and goes on when that is back.
    """
    thread = threading.Thread(target=_keep_working, args=(url, perform, places, stopping), name="engine")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _keep_working(url: str, perform: Perform, places: Mapping[Slot, int], stopping: threading.Event) -> None:
    pause_s = 0.5
    while not stopping.is_set():
        try:
            asyncio.run(_one_life(url, perform, places, stopping))
            pause_s = 0.5
        except (ConnectorException, psycopg.Error) as error:
            log.warning("the engine's database cannot be used just now: %s", _first_line(error))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        except Exception:
            log.exception("the engine failed, and begins anew")
            pause_s = _LONGEST_PAUSE_S
        stopping.wait(pause_s)


async def _one_life(
    url: str, perform: Perform, places: Mapping[Slot, int], stopping: threading.Event
) -> None:
    """Work until told to stop, or until the database was lost."""
    app, bench = _app(url, perform, places, stopping)
    threads = sum(places.values())
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads, "job"))
    async with app.open_async():
        life = asyncio.ensure_future(
            app.run_worker_async(
                name=this_process(),
                queues=list(places),
                concurrency=threads,
                delete_jobs=DeleteJobCondition.SUCCESSFUL.value,
                install_signal_handlers=False,
                fetch_job_polling_interval=LOOK_AGAIN_S,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=DEAD_AFTER_S,
            )
        )
        while not (life.done() or stopping.is_set() or bench.is_lost):
            await asyncio.wait({life}, timeout=_LOOK_S)
        if not stopping.is_set():
            log.warning("the engine lost its database, and begins anew")
        life.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await life


def _app(
    url: str, perform: Perform, places: Mapping[Slot, int], stopping: threading.Event
) -> tuple[App, _Bench]:
    connector = _connector(url, size=3)
    app, bench = App(connector=connector), _Bench(connector, places, stopping)
    app.job_manager = bench
    for work in Work:
        app.task(name=work, retry=_FewAndGrowing())(partial(_performed, perform, work))
    return app, bench


def _performed(perform: Perform, work: Work, key: str = "") -> None:
    with saying(work=work, key=key, run=secrets.token_hex(3)):
        try:
            perform(Wanted(work, key))
        except DatabaseUnusable as error:
            log.error("the job %s was cut short: %s; it is tried again", work, error)
            raise
        except Exception:
            log.exception("the job %s failed; it is tried again", work)
            raise


def rescue(url: str) -> int:
    """Put back the jobs of workers that died or froze, and forget those workers; returns how many jobs."""
    return asyncio.run(_rescued(url))


async def _rescued(url: str) -> int:
    async with App(connector=_connector(url, size=1)).open_async() as app:
        manager = app.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S))
        for job in stalled:
            try:
                await manager.retry_job(job)
            except UniqueViolation:
                await manager.finish_job(job, Status.FAILED, delete_job=True)
        await manager.prune_stalled_workers(DEAD_AFTER_S)
    return len(stalled)


def clear(url: str) -> None:
    """Delete the jobs that failed long ago; those that went well went at once."""
    asyncio.run(_cleared(url))


async def _cleared(url: str) -> None:
    async with App(connector=_connector(url, size=1)).open_async() as app:
        await app.job_manager.delete_old_jobs(KEPT_FAILED_H, include_failed=True, include_aborted=True)


def _connector(url: str, size: int) -> PsycopgConnector:
    parsed = make_url(url).set(drivername="postgresql")
    return PsycopgConnector(
        conninfo=parsed.render_as_string(hide_password=False),
        min_size=1,
        max_size=size,
        timeout=10.0,
        kwargs={"application_name": f"planning-alerts {this_process()}"[:63], **_ALIVE},
    )


def _first_line(error: Exception) -> str:
    return str(error.__cause__ or error).partition("\n")[0]
