"""`export`: open data, streamed into a file that is whole or absent."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

import click

from alerts.cli.console import Failure, Setup, setup
from alerts.db import applications
from alerts.db.mapping import application_from_row
from alerts.syndication import FORMATS


@click.command()
@click.option("--format", "name", type=click.Choice(list(FORMATS)), required=True, help="The file's format.")
@click.option("--authority", help="One authority's ONS code; all by default.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only received, valid or decided since this day."
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file."
)
@setup
def export(found: Setup, name: str, authority: str | None, since: datetime | None, output: Path) -> None:
    """Export applications as open data.

    Example: planning-alerts export --format geojson --authority E09000007 -o camden.geojson
    """
    since_date: date | None = since.date() if since else None
    with found.installation() as installation, installation.database.reading() as session:
        rows = map(application_from_row, applications.everything(session, authority, since_date))
        try:
            with _put_in_place_whole(output) as file:
                count = FORMATS[name](rows, file)
        except OSError as error:
            raise Failure(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {count:,} applications to {output}.", err=True)


@contextmanager
def _put_in_place_whole(path: Path) -> Iterator[TextIO]:
    """A file to write to that takes its place at the end of the block, or never."""
    handle, aside = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


COMMANDS = (export,)
