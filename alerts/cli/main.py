"""`planning-alerts`: the commands, their common options and exit statuses (0 done, 1 failed, 2 wrong usage)."""

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from alerts.cli.console import Failure, Setup
from alerts.cli.logs import log_to_stderr


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    "config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The configuration; otherwise $PLANNING_ALERTS_CONFIG, then ./config.toml.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what happens, on stderr.")
@click.version_option(package_name="planning-alerts")
@click.pass_context
def cli(context: click.Context, config: Path | None, verbose: bool) -> None:
    """Planning alerts: e-mail about planning applications near the places people watch.

    Example: planning-alerts --config config.toml poll
    """
    log_to_stderr(logging.INFO if verbose else logging.WARNING)
    context.obj = Setup(config, is_verbose=verbose)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; what failed is one message on stderr, never a traceback."""
    if os.getpid() == 1:
        signal.signal(signal.SIGTERM, _end)
    try:
        cli.main(arguments, standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Failure as error:
        click.echo(f"planning-alerts: {error}", err=True)
        sys.exit(error.exit_code)


def _end(_number: int, _frame: object) -> NoReturn:
    """As the first process of a container: the system does nothing by itself there when it is asked to end."""
    sys.exit(128 + signal.SIGTERM)


def _add_commands() -> None:
    from alerts.cli import (
        bounces,
        boundaries,
        config,
        constraints,
        database,
        export,
        feeds,
        files,
        health,
        operators,
        parts,
        pipeline,
        postcodes,
        queue,
        reports,
        subscribers,
        webhooks,
    )

    for module in (
        boundaries,
        bounces,
        config,
        constraints,
        database,
        export,
        feeds,
        files,
        health,
        operators,
        parts,
        pipeline,
        postcodes,
        queue,
        reports,
        subscribers,
        webhooks,
    ):
        for command in module.COMMANDS:
            cli.add_command(command)


_add_commands()
