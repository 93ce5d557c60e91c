"""`boundaries`: wards and authorities from a file or from the ONS service, and what a new vintage would change."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from alerts.cli.boundaries_said import say_compared, say_status
from alerts.cli.console import Failure, Setup, json_option, print_json, setup
from alerts.cli.fetched import FetchedPages
from alerts.cli.installation import Installation, now
from alerts.domain.new_vintage import as_stored
from alerts.services.boundary_status import boundary_status
from alerts.services.taking_boundaries import compare_and_keep, take_boundaries
from geo import ons
from geo.boundaries import Boundary, BoundaryKind, read_boundaries
from geo.errors import BoundariesRefused, BoundariesUnreadable
from geo.ons_layers import Layer, newest_layer
from scheduler.errors import FetchFailed
from scheduler.request import Request

kind_option = click.option(
    "--kind", type=click.Choice([kind.value for kind in BoundaryKind]), required=True, help="What they bound."
)
authority_option = click.option(
    "--authority", "authorities", multiple=True, help="An authority's ONS code; repeat for several."
)
layer_option = click.option(
    "--layer",
    help="The layer of the ONS service, such as WD_MAY_2026_UK_BGC; the newest we know if left out.",
)
anyway_option = click.option(
    "--anyway", is_flag=True, help="Take it even where far fewer came than there are now."
)


@click.group()
def boundaries() -> None:
    """Boundaries of wards and authorities."""


@boundaries.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@kind_option
@click.option("--vintage", type=click.IntRange(1974, 2100), required=True, help="The year of the boundaries.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@anyway_option
@setup
def import_command(found: Setup, file: Path, kind: str, vintage: int, dry_run: bool, anyway: bool) -> None:
    """Import boundaries from a GeoJSON file (WGS84): wards are taken for all of the authorities that it names.

    Example: planning-alerts boundaries import wards.geojson --kind ward --vintage 2026
    """
    with found.installation() as installation:
        read = read_boundaries(file.read_bytes(), BoundaryKind(kind), vintage)
        if not read:
            raise Failure("there is no boundary of Great Britain in it")
        authorities = sorted({each.parent for each in read if each.parent}) or None
        if dry_run:
            say_compared(compare_and_keep(installation.database, read, authorities, now()))
            return
        _take(installation, read, authorities, anyway)


@boundaries.command()
@kind_option
@authority_option
@layer_option
@click.option("--dry-run", is_flag=True, help="Only say what would change, as `boundaries compare` does.")
@anyway_option
@setup
def fetch(
    found: Setup, kind: str, authorities: tuple[str, ...], layer: str | None, dry_run: bool, anyway: bool
) -> None:
    """Fetch boundaries from the ONS Open Geography service: of some authorities, or of the whole country.

    Whoever watches a ward that is abolished or redrawn is asked by e-mail what to watch. A fetch that broke off goes on
    where it was.

    Example: planning-alerts boundaries fetch --kind ward --authority E09000007
    """
    with found.installation() as installation:
        pages = FetchedPages.of(installation)
        read = _fetched(installation, pages, BoundaryKind(kind), authorities, layer)
        if dry_run:
            say_compared(compare_and_keep(installation.database, read, authorities, now()))
            return
        _take(installation, read, authorities, anyway)
        pages.forget()


@boundaries.command()
@kind_option
@authority_option
@layer_option
@json_option
@setup
def compare(found: Setup, kind: str, authorities: tuple[str, ...], layer: str | None, as_json: bool) -> None:
    """Say what the newest boundaries of the ONS service would change, and take nothing.

    Example: planning-alerts boundaries compare --kind ward --authority E09000007 --json
    """
    with found.installation() as installation:
        read = _fetched(installation, FetchedPages.of(installation), BoundaryKind(kind), authorities, layer)
        compared = compare_and_keep(installation.database, read, authorities, now())
    if as_json:
        print_json(as_stored(compared))
    else:
        say_compared(compared)


@boundaries.command()
@json_option
@setup
def status(found: Setup, as_json: bool) -> None:
    """Which vintages there are, how old they are, and what people watch that has no boundary any more.

    Example: planning-alerts boundaries status
    """
    with found.installation() as installation, installation.database.reading() as session:
        standing = boundary_status(session, now())
    if as_json:
        print_json(standing.as_json())
    else:
        say_status(standing)


def _fetched(
    installation: Installation,
    pages: FetchedPages,
    kind: BoundaryKind,
    authorities: Sequence[str],
    layer_name: str | None,
) -> tuple[Boundary, ...]:
    base_url = installation.settings.boundaries.ons_url

    def ask(url: str, params: Mapping[str, str]) -> bytes:
        asked = Request(url, tuple(params.items()))
        page = installation.fetcher.fetch(asked, configured_url=base_url).body
        ons.read_answer(page)  # an error that came as a page is not kept as one
        return page

    def get(url: str, params: Mapping[str, str]) -> bytes:
        return pages.get(url, params, ask)

    try:
        layer = _layer(get, kind, layer_name, base_url)
        return ons.collect(get, kind, list(dict.fromkeys(authorities)), layer, base_url)
    except FetchFailed as error:
        raise Failure(f"the ONS service could not be read: {error}") from error
    except BoundariesRefused:
        raise
    except BoundariesUnreadable:
        pages.forget()  # they do not fit together, and would not the next time
        raise


def _layer(get: ons.Fetch, kind: BoundaryKind, name: str | None, base_url: str) -> Layer:
    if name is None:
        return newest_layer(kind)
    request = ons.layer_request(name, base_url)
    return ons.read_layer(get(*request), kind, name)


def _take(
    installation: Installation, read: tuple[Boundary, ...], authorities: Sequence[str] | None, anyway: bool
) -> None:
    taken = take_boundaries(installation.database, read, authorities, now(), anyway=anyway)
    click.echo(f"Stored {len(read):,} boundaries.", err=True)
    if taken.questions:
        touched = taken.found.touched.words
        click.echo(f"This changes {touched}: they are asked by e-mail what to watch.", err=True)


COMMANDS = (boundaries,)
