"""`db`: create or migrate the database, copy it, and decide what a copy that was put back may tell."""

from datetime import timedelta
from pathlib import Path

import click

from alerts.cli.console import Failure, Setup, foreseen_errors, json_option, print_json, setup, wrong_usage
from alerts.cli.installation import Installation, closing, now
from alerts.cli.postcodes import build_gazetteer
from alerts.db import schema
from alerts.db.backup import back_up
from alerts.db.put_back import put_back
from alerts.domain.copies import name_of_copy, outlived
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
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@setup
def backup(found: Setup, file: Path | None) -> None:
    """Copy the database while the service runs: to a file that is not there yet, or into the folder of [backup].

    A copy in the folder is called by its time, and those older than backup.keep_days go. `db restore` puts a copy
    back; it then sends no alerts before `db restored release` or `db restored discard`. A PostgreSQL copy is SQL.

    Example: planning-alerts db backup /backups/alerts-2026-11-26.sqlite
    """
    with found.installation() as installation:
        made = file or _next_copy(installation)
        back_up(installation.database, made, now())
        click.echo(f"The copy is {made}.", err=True)
        if file is None:
            _remove_outlived(installation)


def _next_copy(installation: Installation) -> Path:
    folder = installation.settings.backup.folder
    if folder is None:
        wrong_usage("name a file, or set backup.folder in the configuration")
    ending = "sql" if schema.sqlite_file(installation.database) is None else "sqlite"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder} cannot be made: {error.strerror}") from error
    return folder / name_of_copy(now(), ending)


def _remove_outlived(installation: Installation) -> None:
    settings = installation.settings.backup
    assert settings.folder is not None
    names = [each.name for each in settings.folder.iterdir()]
    for name in outlived(names, now(), timedelta(days=settings.keep_days)):
        (settings.folder / name).unlink(missing_ok=True)
        click.echo(f"{name} is older than {settings.keep_days} days and was removed.", err=True)


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--replace", is_flag=True, help="Give up the database that is there. A SQLite file is kept beside it."
)
@setup
def restore(found: Setup, file: Path, replace: bool) -> None:
    """Put a copy into the place of the database. The service has to be stopped, and nothing is told by itself then:
    `db restored` shows what waits and decides.

    Example: planning-alerts db restore /backups/planning-alerts-20261126T031500Z.sqlite
    """
    with closing(Installation(found.settings())) as installation, foreseen_errors():
        done = put_back(installation.database, file, now(), replaces=replace)
        with installation.database.reading() as session:
            standing = standing_of(session)
    click.echo(f"The copy of {done.made_at:%d %B %Y, %H:%M} UTC is the database now.", err=True)
    if done.former is not None:
        click.echo(f"The former one is {done.former}: remove it when you need it no more.", err=True)
    click.echo(standing.in_words())


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
