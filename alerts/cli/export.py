"""`export`: open data, streamed into a file that is whole or absent."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import click

from alerts.cli.console import Failure, Setup, progress_bar, setup
from alerts.cli.installation import Installation
from alerts.db import published
from alerts.services.publishing_rows import Origin, batches
from alerts.syndication import FORMATS
from alerts.syndication.text_file import Counted


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
    with found.installation() as installation:
        try:
            with _put_in_place_whole(output) as file:
                count = _write(installation, name, authority, since.date() if since else None, file)
        except OSError as error:
            raise Failure(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {count:,} applications to {output}.", err=True)


def _write(
    installation: Installation, name: str, authority: str | None, since: date | None, file: BinaryIO
) -> int:
    origin = Origin(installation.settings.site.base_url, installation.licences, installation.is_demonstration)
    count = 0
    with installation.database.one_pass() as session, progress_bar("Exporting") as progress:
        stands = published.stands(session)
        total = sum(stand.rows for code, stand in stands.items() if authority in (None, code))
        out = Counted(file)
        try:
            writer = FORMATS[name].writer(out)
            for batch in batches(session, origin, authority, since):
                writer.write(batch)
                count += len(batch)
                progress(count, total)
            writer.close()
        finally:
            out.abandon()
    return count


@contextmanager
def _put_in_place_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes its place at the end of the block, or never."""
    handle, aside = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


COMMANDS = (export,)
