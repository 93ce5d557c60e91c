"""`db`: create or migrate the database, copy it, and decide what a copy that was put back may tell."""

from pathlib import Path

import click

from alerts.cli.console import Setup, foreseen_errors, json_option, print_json, setup
from alerts.cli.installation import Installation, closing, now
from alerts.cli.postcodes import build_gazetteer
from alerts.db import schema
from alerts.db.backup import back_up
from alerts.services.putting_back import decide, standing_of


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


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@setup
def backup(found: Setup, file: Path) -> None:
    """Copy the database while the service runs, to a file that is not there yet.

    To put a SQLite copy back, stop the service and move the copy into the place of the database (take away its -wal
    and -shm files). A PostgreSQL copy is SQL: psql reads it into an empty database. A copy that was put back sends
    no alerts before `db restored release` or `db restored discard`.

    Example: planning-alerts db backup /backups/alerts-2026-11-26.sqlite
    """
    with found.installation() as installation:
        back_up(installation.database, file, now())
        click.echo(f"The copy is {file}.", err=True)


@db.command()
@click.argument("action", type=click.Choice(["hold", "release", "discard"]), required=False)
@json_option
@setup
def restored(found: Setup, action: str | None, as_json: bool) -> None:
    """What waits because a copy of the database was put back, and what becomes of it.

    Such a copy does not know what people were told after it was made. `release` lets all be told that it does not
    know of, some of it again; `discard` lets none of it be told, and what is noticed from then on as usual. A copy
    made by `db backup` waits by itself; after putting back one made by other tools say `hold`, before the service
    is started.

    Example: planning-alerts db restored discard
    """
    with found.installation() as installation, installation.database.writing() as session:
        standing = decide(session, action, now()) if action else standing_of(session)
    if as_json:
        print_json(standing.as_json())
    else:
        click.echo(standing.in_words())


COMMANDS = (db,)
