"""The parts of one installation that work: the clock, the bench of a worker, and whose turn it is."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

import click
from filelock import FileLock, Timeout
from sqlalchemy import make_url

from alerts.cli.console import Failure
from alerts.cli.installation import Installation, now
from alerts.cli.told import ping_of
from alerts.db.lead import Lead
from alerts.services.owner import this_process
from alerts.settings import seconds
from scheduler.jobs import running_clock
from scheduler.noted import pulse_jobs
from scheduler.slots import places


@contextlib.contextmanager
def clock_of(installation: Installation, may_work: Callable[[], bool], part: str) -> Iterator[None]:
    """The clock: of one process, which does the work, or of many machines, where it wakes those that do. It also beats
    the pulse of this process, which was started as `part`.
    """
    send_every_s = seconds(installation.settings.schedule.send_every)
    pulse = installation.pulse(part)
    ping_every_s = seconds(installation.settings.reporting.ping_every)
    ping = ping_of(installation.settings, installation.database, installation.fetcher, now)
    beside = pulse_jobs(pulse, may_work, ping, ping_every_s)
    try:
        if not installation.settings.engine.is_distributed:
            with running_clock(installation.pipeline, send_every_s, installation.bell, may_work, beside):
                yield
            return
        from scheduler.leading import leading

        with leading(installation.pipeline, send_every_s, may_work, beside):
            yield
    finally:
        pulse.quietly()


@contextlib.contextmanager
def bench_of(
    installation: Installation, concurrency: int | None = None, queues: Sequence[str] = ()
) -> Iterator[None]:
    """This process's part in the work of the distributed engine; nothing in the embedded one, whose clock works."""
    engine = installation.settings.engine
    if not engine.is_distributed:
        yield
        return
    from scheduler.queue import working
    from scheduler.work import Worker

    ours = {
        slot: count
        for slot, count in places(concurrency or engine.concurrency).items()
        if not queues or slot in queues
    }
    with working(installation.database.url, Worker(installation.pipeline), ours, installation.stopping):
        yield


@contextlib.contextmanager
def only_scheduler(installation: Installation) -> Iterator[Callable[[], bool]]:
    """Let one scheduler run a database: a SQLite file refuses a second, on PostgreSQL it stands by. Gives the
    question whether it is our turn, to be asked before every piece of work.
    """
    url = make_url(installation.settings.database.url)
    if url.get_backend_name() == "postgresql":
        with Lead(installation.settings.database.url, this_process()) as lead:
            if not lead.is_ours():
                click.echo(_other_leads(installation), err=True)
            yield lead.is_ours
        return
    if not url.database:
        yield lambda: True
        return
    try:
        with FileLock(f"{url.database}.scheduler.lock", timeout=0):
            yield lambda: True
    except Timeout as error:
        raise Failure("another scheduler already runs on this database") from error


def _other_leads(installation: Installation) -> str:
    if installation.settings.engine.is_distributed:
        return "Another process leads on this database: this one is ready to take its place."
    return "Another scheduler runs on this database: this one stands by."
