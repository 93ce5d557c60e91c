"""`bounces`: mail that came back, read from its box."""

import time

import click

from alerts.cli.console import Setup, json_option, print_json, setup, wrong_usage
from alerts.services.reading import read_box


@click.group()
def bounces() -> None:
    """Mail that comes back: bounces, complaints, and people who leave by mail."""


@bounces.command()
@json_option
@setup
def read(found: Setup, as_json: bool) -> None:
    """Read the box of [bounces] once, now, and act on what came.

    Addresses that are gone, or whose owners complain, are written to no more; `subscribers allow` lifts that.

    Example: planning-alerts --config config.toml bounces read --json
    """
    started = time.monotonic()
    with found.installation() as installation:
        if installation.box_reader is None:
            wrong_usage("no box is configured: set bounces.source, and what its kind needs")
        report = read_box(installation.box_reader)
    if as_json:
        print_json({**report.as_json(), "seconds": round(time.monotonic() - started, 3)})
    else:
        click.echo(", ".join(f"{name} {value}" for name, value in report.as_json().items()))


COMMANDS = (bounces,)
