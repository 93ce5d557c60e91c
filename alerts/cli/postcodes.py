"""`postcodes`: what the gazetteer knows, building it from the packaged data, fetching the current list."""

import json
import tempfile
from pathlib import Path

import click

from alerts.cli.console import Failure, Setup, foreseen_errors, json_option, print_json, progress_bar, setup
from alerts.cli.installation import Installation, closing, find_settings
from alerts.settings import SettingsError
from geo.gazetteer import Gazetteer, default_path
from geo.gazetteer_build import BuildReport, build, build_from_codepoint_zip
from scheduler.errors import FetchFailed
from scheduler.fetch import FetchLimits
from scheduler.request import Request

CODE_POINT_OPEN = "https://api.os.uk/downloads/v1/products/CodePointOpen"
CODE_POINT_BYTES = 60 * 2**20


@click.group()
def postcodes() -> None:
    """The postcode gazetteer."""


@postcodes.command()
@json_option
@setup
def status(found: Setup, as_json: bool) -> None:
    """What is known, and of when.

    Example: planning-alerts postcodes status
    """
    path = _path(found)
    with foreseen_errors():
        gazetteer = Gazetteer(path)
        counts = gazetteer.counts()
        report = {"path": str(path), "vintage": gazetteer.vintage, **counts._asdict()}
    if as_json:
        print_json(report)
        return
    for name, value in report.items():
        click.echo(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}")
    for line in gazetteer.licence_lines:
        click.echo(line)


@postcodes.command(name="build")
@click.option("--if-missing", is_flag=True, help="Do nothing where there is one already.")
@setup
def build_command(found: Setup, if_missing: bool) -> None:
    """Build the gazetteer from the packaged data, aside and then renamed; about a minute.

    Example: planning-alerts postcodes build
    """
    path = _path(found)
    if if_missing and path.exists():
        return
    with foreseen_errors():
        build_gazetteer(path)


@postcodes.command()
@click.option("--url", default=CODE_POINT_OPEN, show_default=True, help="Ordnance Survey's product page.")
@setup
def fetch(found: Setup, url: str) -> None:
    """Take the current Code-Point Open from Ordnance Survey and build the gazetteer from it.

    Example: planning-alerts --config config.toml postcodes fetch
    """
    with closing(Installation(found.settings())) as installation, foreseen_errors():
        path, fetcher = (
            installation.gazetteer_path,
            installation.fetcher_with(FetchLimits(max_bytes=CODE_POINT_BYTES)),
        )
        try:
            product = json.loads(fetcher.fetch(Request(url)).body)
            vintage = f"Code-Point Open, {product['version']}"
            download = Request(f"{url}/downloads", (("area", "GB"), ("format", "CSV"), ("redirect", "")))
            archive = fetcher.fetch(download).body
        except FetchFailed as error:
            raise Failure(f"Code-Point Open could not be fetched: {error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Failure(f"{url} does not answer as Ordnance Survey's downloads do") from error
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(archive)
            file.flush()
            with progress_bar("Building the postcode gazetteer") as progress:
                report = build_from_codepoint_zip(Path(file.name), path, vintage, progress)
    _say(report, path)


def build_gazetteer(path: Path) -> None:
    """Build the gazetteer from the packaged data with a progress bar."""
    with progress_bar("Building the postcode gazetteer") as progress:
        report = build(path, progress)
    _say(report, path)


def _say(report: BuildReport, path: Path) -> None:
    click.echo(f"Built {path}: {report.live:,} live and {report.unlisted:,} unlisted postcodes.", err=True)


def _path(found: Setup) -> Path:
    """The configured place; the installation's own where no configuration was named and none is found."""
    try:
        return find_settings(found.config).postcodes.path or default_path()
    except SettingsError as error:
        if found.config is not None:
            raise Failure(str(error), exit_code=2) from error
        return default_path()


COMMANDS = (postcodes,)
