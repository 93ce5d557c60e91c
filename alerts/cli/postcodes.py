"""`postcodes`: what the gazetteer knows, building it from the packaged data, fetching the current list."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import click

from alerts.cli.boundaries_said import say_postcodes
from alerts.cli.code_point import CODE_POINT_OPEN
from alerts.cli.console import Failure, Setup, foreseen_errors, json_option, print_json, progress_bar, setup
from alerts.cli.installation import Installation, closing, find_settings
from alerts.cli.taking_postcodes import built_aside, compared_postcodes, take_gazetteer
from alerts.domain.new_vintage import as_stored
from alerts.settings import SettingsError
from geo.gazetteer import Gazetteer, default_path
from geo.gazetteer_build import BuildReport, build

url_option = click.option(
    "--url", default=CODE_POINT_OPEN, show_default=True, help="Ordnance Survey's product page."
)


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
@url_option
@click.option("--dry-run", is_flag=True, help="Only say what would change, as `postcodes compare` does.")
@click.option("--anyway", is_flag=True, help="Take it even where far fewer came than there are now.")
@setup
def fetch(found: Setup, url: str, dry_run: bool, anyway: bool) -> None:
    """Take the current Code-Point Open from Ordnance Survey and build the gazetteer from it.

    Whoever watches a postcode that ended or moved is asked by e-mail what to watch. A fetch that broke off goes on
    where it was; the gazetteer in use stays until the new one is whole.

    Example: planning-alerts --config config.toml postcodes fetch
    """
    with (
        closing(Installation(found.settings())) as installation,
        foreseen_errors(),
        _writing_beside(installation),
    ):
        with built_aside(installation, url) as built:
            if dry_run:
                say_postcodes(compared_postcodes(installation, built.path))
                return
            asked = take_gazetteer(installation, built.path, anyway=anyway)
        _say(built, installation.gazetteer_path)
        if asked:
            click.echo(f"This changes {asked}: they are asked by e-mail what to watch.", err=True)


@postcodes.command()
@url_option
@json_option
@setup
def compare(found: Setup, url: str, as_json: bool) -> None:
    """Say what the current Code-Point Open would change, and take nothing.

    Example: planning-alerts --config config.toml postcodes compare
    """
    with (
        closing(Installation(found.settings())) as installation,
        foreseen_errors(),
        _writing_beside(installation),
        built_aside(installation, url) as built,
    ):
        compared = compared_postcodes(installation, built.path)
    if as_json:
        print_json(as_stored(compared))
    else:
        say_postcodes(compared)


def build_gazetteer(path: Path) -> None:
    """Build the gazetteer from the packaged data with a progress bar."""
    with _writing_in(path.parent), progress_bar("Building the postcode gazetteer") as progress:
        report = build(path, progress)
    _say(report, path)


def _writing_beside(installation: Installation) -> AbstractContextManager[None]:
    return _writing_in(installation.gazetteer_path.parent)


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """Say it in words where the folder of the gazetteer may not be written, as in an environment of root's."""
    try:
        yield
    except OSError as error:
        raise Failure(
            f"the list of postcodes cannot be written in {folder} ({error.strerror or error}): name a place that this"
            " user may write with `path` under [postcodes]"
        ) from error


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
