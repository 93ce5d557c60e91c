"""`run`, `site`, `scheduler`, `worker`, `demo`: the service and its parts, until they are stopped."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import click
from filelock import FileLock, Timeout
from sqlalchemy import make_url

from alerts.cli.console import Failure, Setup, setup
from alerts.cli.installation import Checks, Installation, now
from alerts.cli.told import ping_of
from alerts.db.lead import Lead
from alerts.services.overseeing import Overseer
from alerts.services.owner import this_process
from alerts.services.pulse import beating
from alerts.settings import seconds
from scheduler.jobs import running_clock
from scheduler.noted import pulse_jobs
from scheduler.slots import Slot, places

if TYPE_CHECKING:
    from alerts.web.context import SiteContext


LONGEST_DEAF_S = 0.5

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
port_option = click.option(
    "--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="The port."
)


@click.command()
@host_option
@port_option
@setup
def run(found: Setup, host: str, port: int) -> None:
    """Site, scheduler and mail in one process: the embedded default.

    Example: planning-alerts --config config.toml run --port 8000
    """
    with found.installation(checked=Checks.ALL) as installation:
        run_all(installation, host, port)


@click.command()
@host_option
@port_option
@setup
def site(found: Setup, host: str, port: int) -> None:
    """The site alone. It also runs on a database that can only be read.

    Example: planning-alerts --config config.toml site --port 8000
    """
    with (
        found.installation(checked=Checks.FOR_READING) as installation,
        stopped_by_signals() as stop,
        site_pulse(installation),
        serving(installation, host, port),
    ):
        click.echo(f"The site is at http://{host}:{port}; Ctrl-C stops it.", err=True)
        wait_for(stop)


@click.command()
@setup
def scheduler(found: Setup) -> None:
    """The scheduler alone: polls, matches and sends. One a database; on PostgreSQL a second one stands by.

    With the distributed engine it is the clock alone, which wakes the workers.

    Example: planning-alerts --config config.toml scheduler
    """
    with (
        found.installation(checked=Checks.ALL) as installation,
        stopped_by_signals() as stop,
        only_scheduler(installation) as may_work,
        clock_of(installation, may_work, "scheduler"),
    ):
        click.echo("The scheduler runs; Ctrl-C stops it.", err=True)
        wait_for(stop)


@click.command()
@click.option(
    "--concurrency",
    type=click.IntRange(1, 16),
    help="Matching and composing at the same time in this process; otherwise engine.concurrency.",
)
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(sorted(slot.value for slot in Slot)),
    help="Work of this queue alone; may be given more than once.",
)
@setup
def worker(found: Setup, concurrency: int | None, queues: tuple[str, ...]) -> None:
    """Join the machines that do the work; one of them leads, and another takes its place.

    Example: planning-alerts --config config.toml worker --concurrency 2
    """
    with found.installation(checked=Checks.ALL) as installation:
        if not installation.settings.engine.is_distributed:
            raise Failure(
                'workers join a distributed engine alone: set engine.kind = "distributed", on PostgreSQL'
            )
        with (
            stopped_by_signals() as stop,
            only_scheduler(installation) as may_lead,
            bench_of(installation, concurrency, queues),
            clock_of(installation, may_lead, "worker"),
        ):
            click.echo("The worker runs; Ctrl-C stops it.", err=True)
            wait_for(stop)


@click.command()
@host_option
@port_option
@click.option(
    "--speed", default=1.0, show_default=True, type=click.FloatRange(0.1, 100), help="How fast it moves."
)
@click.option(
    "--folder",
    default=Path("var/demo"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where it keeps things.",
)
def demo(host: str, port: int, speed: float, folder: Path) -> None:
    """A demonstration: a simulated borough over real postcodes, its mail kept in an outbox.

    Everything that an earlier demonstration left in the folder is forgotten.

    Example: planning-alerts demo --port 5000
    """
    from alerts.cli.demonstration import demonstration

    with demonstration(folder, host, port, speed) as installation:
        run_all(installation, host, port)


def run_all(installation: Installation, host: str, port: int) -> None:
    """Site and scheduler together until a signal; the mail in hand is finished."""
    with (
        stopped_by_signals() as stop,
        only_scheduler(installation) as may_work,
        serving(installation, host, port),
        bench_of(installation),
        clock_of(installation, may_work, "run"),
    ):
        click.echo(
            f"Planning alerts is at http://{host}:{port}{_hint(installation)}; Ctrl-C stops it.", err=True
        )
        wait_for(stop)


@contextlib.contextmanager
def stopped_by_signals(event: threading.Event | None = None) -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, so that everything ends in order."""
    stop = event or threading.Event()
    # A handler interrupts this thread anywhere, also where it holds the event's own lock: setting the event there
    # would wait for that lock for ever. To put into this queue is safe anywhere.
    came: SimpleQueue[int | None] = SimpleQueue()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda came_now, _: came.put(came_now))
    threading.Thread(target=_pass_on, args=(came, stop), name="signals", daemon=True).start()
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        came.put(None)


def wait_for(stop: threading.Event) -> None:
    """Until the event is set, waking up in between: a signal that comes in the instant before this thread blocks is
    handled only when it runs again, and a wait without end would then outlast every signal.
    """
    while not stop.wait(LONGEST_DEAF_S):
        pass


def _pass_on(came: "SimpleQueue[int | None]", stop: threading.Event) -> None:
    while came.get() is not None:
        stop.set()


@contextlib.contextmanager
def serving(installation: Installation, host: str, port: int) -> Iterator[None]:
    """The site served by waitress in the background until the block ends."""
    from alerts.cli.serving import serve, server_of
    from alerts.web.app import create_app
    from alerts.web.assets import AssetsMissing

    context = site_context(installation)
    try:
        server = server_of(create_app(context), host, port)
    except AssetsMissing as error:
        raise Failure(str(error)) from error
    except (OSError, ValueError) as error:
        raise Failure(
            f"port {port} of {host} cannot be used: {getattr(error, 'strerror', None) or error}"
        ) from error
    context.insights.start()
    closing = threading.Event()
    thread = threading.Thread(target=serve, args=(server, closing), name="site", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown(
            timeout=5
        )  # first the answers in hand: they need the server's own pipe
        closing.set()
        server.close()
        thread.join(timeout=5)


def site_pulse(installation: Installation) -> contextlib.AbstractContextManager[None]:
    """The pulse of a process that is the site alone, which sees whether anybody works."""
    return beating(installation.pulse("site", works=False), Overseer(installation.site_database, now))


def site_context(installation: Installation) -> "SiteContext":
    from alerts.web.context import SiteContext
    from alerts.web.policy import TileService
    from alerts.web.watched import count_answer
    from scheduler.workbench import FeedWorkbench

    settings = installation.settings
    tiles = TileService(settings.site.tile_url, settings.site.tile_attribution)
    return SiteContext(
        database=installation.site_database,
        places=installation.places,
        site=installation.mail_site,
        identity=installation.identity,
        timetable=installation.timetable,
        clock=now,
        secret_key=settings.site.secret(),
        trusted_proxies=settings.site.trusted_proxies,
        outbox_dir=settings.mail.outbox_dir if settings.mail.backend == "outbox" else None,
        is_demonstration=installation.is_demonstration,
        has_admin=settings.admin.enabled,
        bounce_secret=settings.bounces.webhook_secret(),
        tiles=tiles if tiles.url else None,
        limits=installation.limits,
        pages_a_minute=settings.site.pages_a_minute,
        api_requests_a_minute=settings.publishing.requests_a_minute,
        api_rows_a_minute=settings.publishing.rows_a_minute,
        licences=installation.licences,
        files=installation.files_place,
        hub_url=settings.publishing.hub_url,
        on_answer=partial(count_answer, installation.counts),
        watch=installation.watch,
        standstill_s=installation.steps.standstill_s,
        flood_limit=settings.matching.flood_limit_per_feed,
        workbench=FeedWorkbench(installation.poller, installation.feeds),
    )


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


def _hint(installation: Installation) -> str:
    if not installation.is_demonstration:
        return ""
    return " (a demonstration: its applications are invented, its mail is at /outbox, its operators' pages at /admin)"


COMMANDS = (run, site, scheduler, worker, demo)
