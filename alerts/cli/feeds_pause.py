"""`feeds pause` and `feeds resume`: a feed that is not to be polled for now, whatever its configuration says."""

from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy.orm import Session

from alerts.cli.console import Setup, setup
from alerts.cli.feeds_named import named_feed
from alerts.cli.installation import now
from alerts.db import operators
from alerts.services import tending


@click.command()
@click.argument("name")
@setup
def pause(found: Setup, name: str) -> None:
    """Poll a feed no more until it is resumed. A restart makes no difference.

    Example: planning-alerts --config config.toml feeds pause camden
    """
    _act(found, name, "pause-feed", tending.pause)
    click.echo(f"{name} is paused.", err=True)


@click.command()
@click.argument("name")
@setup
def resume(found: Setup, name: str) -> None:
    """Poll a feed again that was paused.

    Example: planning-alerts --config config.toml feeds resume camden
    """
    _act(found, name, "resume-feed", tending.resume)
    click.echo(f"{name} is polled again, from now on.", err=True)


def _act(found: Setup, name: str, action: str, act: Callable[[Session, str, datetime], None]) -> None:
    with found.installation() as installation:
        named_feed(installation, name)
        with installation.database.writing() as session:
            act(session, name, now())
            operators.note(session, now(), "planning-alerts feeds", action, f"feed:{name}", {})
