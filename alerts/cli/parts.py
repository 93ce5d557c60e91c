"""`run`, `site`, `scheduler`, `worker`, `demo`: the service and its parts, until they are stopped."""

from pathlib import Path

import click

from alerts.cli.console import Failure, Setup, setup
from alerts.cli.installation import Checks, Installation
from alerts.cli.site_parts import serving, site_pulse
from alerts.cli.stopping import stopped_by_signals, wait_for
from alerts.cli.working_parts import bench_of, clock_of, only_scheduler
from scheduler.slots import Slot

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


def _hint(installation: Installation) -> str:
    if not installation.is_demonstration:
        return ""
    return " (a demonstration: its applications are invented, its mail is at /outbox, its operators' pages at /admin)"


COMMANDS = (run, site, scheduler, worker, demo)
