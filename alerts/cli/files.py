"""`files`: the files of open data, made now or listed."""

import time

import click

from alerts.cli.console import Failure, Setup, json_option, print_json, progress_bar, setup
from alerts.cli.feeds_tables import moment, print_rows
from alerts.cli.installation import Installation
from alerts.cli.stopping import stopped_by_signals
from alerts.services.publishing import Press, make_files
from alerts.services.publishing_folder import read_manifest


@click.group()
def files() -> None:
    """The files of open data, which the scheduler makes every night."""


@files.command()
@json_option
@setup
def make(found: Setup, as_json: bool) -> None:
    """Make all files now, whether they are due or not. What nothing has changed of keeps its files.

    Example: planning-alerts files make --json
    """
    started = time.monotonic()
    with found.installation() as installation, stopped_by_signals(installation.stopping):
        press = _press(installation)
        with progress_bar("Making the files") as progress:
            made = make_files(press, progress)
    whole = [each for each in made.files if each.authority is None and each.month is None]
    report = {
        "folder": str(press.folder),
        "applications": next(each.rows for each in whole if each.name == "applications.csv"),
        "changes": next(each.rows for each in whole if each.name == "changes.csv"),
        "files": len(made.files),
        "written": sum(each.made_at == made.made_at for each in made.files),
        "bytes": sum(each.bytes for each in made.files),
        "seconds": round(time.monotonic() - started, 3),
    }
    if as_json:
        print_json(report)
    else:
        click.echo(
            f"Made {report['files']:,} files of {report['applications']:,} applications and"
            f" {report['changes']:,} changes in {press.folder}.",
            err=True,
        )


@files.command(name="list")
@json_option
@setup
def list_command(found: Setup, as_json: bool) -> None:
    """The files in use: rows, bytes and when each was last made anew.

    Example: planning-alerts files list
    """
    with found.installation(needs_database=False) as installation:
        press, zone = _press(installation), installation.timetable.zone
    there = read_manifest(press.folder)
    entries = there[1].files if there else ()
    rows = [
        {"name": each.name, "rows": each.rows, "bytes": each.bytes, "made": each.made_at.isoformat()}
        for each in entries
    ]
    if as_json:
        print_json(rows)
        return
    for row, each in zip(rows, entries, strict=True):
        row["made"] = moment(each.made_at, zone)
    print_rows(("name", "rows", "bytes", "made"), rows)


def _press(installation: Installation) -> Press:
    if installation.press is None:
        raise Failure("publishing.files_dir is not set", exit_code=2)
    return installation.press


COMMANDS = (files,)
