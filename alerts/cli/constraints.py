"""`constraints`: conservation areas and what else restricts building, from a file or from planning.data.gov.uk."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click
from shapely.geometry.base import BaseGeometry

from alerts.cli.console import Failure, Setup, json_option, print_json, progress_bar, setup
from alerts.cli.installation import Installation, now
from alerts.db import boundaries
from alerts.db import constraints as store
from geo import constraints_service
from geo.constraints import ConstraintKind, ConstraintReading, read_constraint_areas
from scheduler.errors import FetchFailed
from scheduler.request import Request

_PROBLEMS_SHOWN = 20

kind_option = click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ConstraintKind]),
    required=True,
    help="What restricts building there.",
)


@click.group()
def constraints() -> None:
    """Conservation areas, article 4 directions, tree preservation zones, outlines of listed buildings.

    Example: planning-alerts constraints list
    """


@constraints.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@kind_option
@setup
def import_command(found: Setup, file: Path, kind: str) -> None:
    """Import areas from a GeoJSON or JSON file of planning.data.gov.uk; those known already are brought up to date.

    Example: planning-alerts constraints import conservation-area.geojson --kind conservation-area
    """
    with found.installation() as installation:
        reading = read_constraint_areas(file.read_bytes(), ConstraintKind(kind), _today(installation))
        _tell_problems(reading)
        with installation.database.writing() as session:
            stored = store.put(session, reading.areas, now())
        click.echo(f"Stored {stored:,} areas.", err=True)


@constraints.command()
@kind_option
@click.option(
    "--authority", "authorities", multiple=True, help="An authority's ONS code; repeat for several."
)
@setup
def fetch(found: Setup, kind: str, authorities: tuple[str, ...]) -> None:
    """Fetch areas from planning.data.gov.uk: those of some authorities, whose boundaries have to be known, or all.

    Example: planning-alerts constraints fetch --kind conservation-area --authority E09000007
    """
    with found.installation() as installation:
        for within in _extents(installation, authorities):
            _fetch_within(installation, ConstraintKind(kind), within)


@constraints.command(name="list")
@json_option
@setup
def list_command(found: Setup, as_json: bool) -> None:
    """List how many areas of each kind are known, and when they were last read.

    Example: planning-alerts constraints list --json
    """
    with found.installation() as installation, installation.database.reading() as session:
        counted = store.counts(session, _today(installation))
    if as_json:
        print_json([line._asdict() for line in counted])
        return
    for line in counted:
        ended = f", {line.ended:,} of them ended" if line.ended else ""
        click.echo(
            f"{line.dataset}: {line.areas:,} areas{ended}, last read {line.read_at:%Y-%m-%d %H:%M} UTC"
        )
    if not counted:
        click.echo("No areas are known. Take them in with `planning-alerts constraints fetch`.", err=True)


def _extents(installation: Installation, authorities: Sequence[str]) -> list[BaseGeometry | None]:
    """The boundaries to ask within; one None, for everywhere, where no authority was named."""
    if not authorities:
        return [None]
    with installation.database.reading() as session:
        extents = boundaries.extents(session, authorities)
    if missing := [code for code in authorities if code not in extents]:
        options = " ".join(f"--authority {code}" for code in missing)
        raise Failure(
            f"no boundary of {', '.join(missing)} is known: run"
            f" `planning-alerts boundaries fetch --kind authority {options}`, or fetch without --authority"
        )
    return [extents[code] for code in dict.fromkeys(authorities)]


def _fetch_within(installation: Installation, kind: ConstraintKind, within: BaseGeometry | None) -> None:
    base_url = installation.settings.constraints.url

    def get(url: str, params: Mapping[str, str]) -> bytes:
        request = Request(url, tuple(params.items()))
        return installation.fetcher.fetch(request, configured_url=base_url).body

    try:
        with progress_bar(f"Fetching {kind}") as progress:
            reading = constraints_service.collect(get, kind, _today(installation), within, base_url, progress)
    except FetchFailed as error:
        raise Failure(_why_not_fetched(error)) from error
    _tell_problems(reading)
    with installation.database.writing() as session:
        done = store.replace_all(session, kind, reading.areas, now(), within)
    click.echo(f"Stored {done.stored:,} areas, removed {done.removed:,}.", err=True)
    if done.kept:
        click.echo(
            f"Kept {done.kept:,} areas that the service no longer gives: it gave fewer than half of those known.",
            err=True,
        )


def _why_not_fetched(error: FetchFailed) -> str:
    if error.status == 422:
        return (
            "planning.data.gov.uk no longer takes what we ask it (422): download the dataset from"
            " files.planning.data.gov.uk and use `planning-alerts constraints import`"
        )
    return f"planning.data.gov.uk could not be read: {error}"


def _tell_problems(reading: ConstraintReading) -> None:
    for problem in reading.problems[:_PROBLEMS_SHOWN]:
        click.echo(problem, err=True)
    if (more := len(reading.problems) - _PROBLEMS_SHOWN) > 0:
        click.echo(f"And {more:,} more problems.", err=True)
    if reading.problems and not reading.areas:
        raise Failure("none of the records could be read as an area; nothing was changed")


def _today(installation: Installation) -> date:
    return installation.timetable.today(now())


COMMANDS = (constraints,)
