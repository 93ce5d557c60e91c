"""`db upgrade`: create or migrate the database, and build the gazetteer where it is missing."""

import click

from alerts.cli.console import Setup, foreseen_errors, setup
from alerts.cli.installation import Installation, closing
from alerts.cli.postcodes import build_gazetteer
from alerts.db import schema


@click.group()
def db() -> None:
    """The database."""


@db.command()
@setup
def upgrade(found: Setup) -> None:
    """Create or migrate the database; build the postcode gazetteer where it is missing.

    Example: planning-alerts --config config.toml db upgrade
    """
    with closing(Installation(found.settings())) as installation, foreseen_errors():
        schema.upgrade(installation.database)
        click.echo("The database is up to date.", err=True)
        if not installation.gazetteer_path.exists():
            build_gazetteer(installation.gazetteer_path)


COMMANDS = (db,)
