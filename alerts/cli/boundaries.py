"""`boundaries`: wards and authorities from a file or from the ONS service."""

from collections.abc import Mapping
from pathlib import Path

import click

from alerts.cli.console import Failure, Setup, setup
from alerts.cli.installation import Installation
from alerts.db import boundaries as store
from geo import ons
from geo.boundaries import Boundary, BoundaryKind, read_boundaries
from scheduler.errors import FetchFailed
from scheduler.request import Request

kind_option = click.option(
    "--kind", type=click.Choice([kind.value for kind in BoundaryKind]), required=True, help="What they bound."
)


@click.group()
def boundaries() -> None:
    """Boundaries of wards and authorities."""


@boundaries.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@kind_option
@click.option("--vintage", type=click.IntRange(1974, 2100), required=True, help="The year of the boundaries.")
@setup
def import_command(found: Setup, file: Path, kind: str, vintage: int) -> None:
    """Import boundaries from a GeoJSON file (WGS84).

    Example: planning-alerts boundaries import wards.geojson --kind ward --vintage 2026
    """
    with found.installation() as installation:
        _keep(installation, read_boundaries(file.read_bytes(), BoundaryKind(kind), vintage))


@boundaries.command()
@kind_option
@click.option(
    "--authority", "authorities", multiple=True, help="An authority's ONS code; repeat for several."
)
@setup
def fetch(found: Setup, kind: str, authorities: tuple[str, ...]) -> None:
    """Fetch boundaries from the ONS Open Geography service.

    Example: planning-alerts boundaries fetch --kind ward --authority E09000007
    """
    with found.installation() as installation:
        base_url = installation.settings.boundaries.ons_url

        def get(url: str, params: Mapping[str, str]) -> bytes:
            return installation.fetcher.fetch(
                Request(url, tuple(params.items())), configured_url=base_url
            ).body

        try:
            fetched = ons.collect(get, BoundaryKind(kind), authorities, base_url=base_url)
        except FetchFailed as error:
            raise Failure(f"the ONS service could not be read: {error}") from error
        _keep(installation, fetched)


def _keep(installation: Installation, found: tuple[Boundary, ...]) -> None:
    with installation.database.writing() as session:
        count = store.replace(session, found)
    click.echo(f"Stored {count:,} boundaries.", err=True)


COMMANDS = (boundaries,)
