"""What commands share: the settings found, failures with their exit status, JSON and progress on a console."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from alerts.cli.error_reports import report_errors
from alerts.cli.installation import Checks, Installation, closing, find_settings
from alerts.cli.logs import log_as
from alerts.cli.secrets import secrets_of
from alerts.db.session import DatabaseUnusable
from alerts.domain.errors import DomainError
from alerts.mail.boxes import BoxUnusable
from alerts.settings import Settings, SettingsError
from geo.errors import GeoError


class Failure(Exception):
    """The command could not do its work; the message is for the operator."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def wrong_usage(message: str) -> NoReturn:
    raise Failure(message, exit_code=2)


@dataclass(frozen=True)
class Setup:
    """Where the configuration was said to be, and whether to say more than usual."""

    config: Path | None
    is_verbose: bool = False

    def settings(self) -> Settings:
        """The settings; from here on what happens is logged as they say."""
        try:
            settings = find_settings(self.config)
        except SettingsError as error:
            raise Failure(str(error), exit_code=2) from error
        secrets = secrets_of(settings)
        log_as(settings.logging, secrets, is_verbose=self.is_verbose)
        report_errors(settings, secrets)
        return settings

    @contextmanager
    def installation(
        self, *, needs_database: bool = True, checked: Checks = Checks.QUICK
    ) -> Iterator[Installation]:
        """The installation of the configuration, its database checked; foreseen errors become failures."""
        with closing(Installation(self.settings())) as installation, foreseen_errors():
            if needs_database:
                installation.check_database(checked)
            yield installation


@contextmanager
def foreseen_errors() -> Iterator[None]:
    try:
        yield
    except (BoxUnusable, DatabaseUnusable, DomainError, GeoError) as error:
        raise Failure(str(error)) from error
    except SettingsError as error:
        raise Failure(str(error), exit_code=2) from error


setup = click.make_pass_decorator(Setup)

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


def print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, a line a tenth elsewhere; call it with what is done and the total."""
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        with Progress(*columns) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
        return
    told = set[int]()

    def tell(done: int, total: int) -> None:
        tenth = done * 10 // max(total, 1)
        if tenth not in told:
            told.add(tenth)
            click.echo(f"{what}: {tenth * 10} %", err=True)

    yield tell
