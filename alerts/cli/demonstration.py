"""Puts the demonstration together: an invented borough's feed, its wards, an outbox, a database of its own."""

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import shapely
from filelock import FileLock, Timeout

from alerts.cli.console import Failure, foreseen_errors
from alerts.cli.installation import Installation, closing, now
from alerts.cli.postcodes import build_gazetteer
from alerts.db import boundaries, operators, schema, subscriptions
from alerts.domain.operators import Role
from alerts.settings import load_settings
from geo.gazetteer import Gazetteer, default_path
from scheduler.demo.server import RunningFeed, start_demo_feed
from scheduler.demo.wards import demonstration_boundaries
from scheduler.poll import poll_feed

MARK = "demonstration.toml"
OPERATOR = "operator@demonstration.example"
"""Who may use the operators' pages of a demonstration, by a link in its outbox. No other service has one."""


@contextmanager
def demonstration(folder: Path, host: str, port: int, speed: float) -> Iterator[Installation]:
    """An installation whose borough moves while one watches; what an earlier one left is forgotten."""
    holder: list[Installation] = []
    with foreseen_errors(), _alone(folder), _feed(lambda: _watched(holder), speed) as feed:
        _clear(folder)
        config = keep_settings(folder, _settings(feed, host, port))
        with closing(Installation(load_settings(config), is_demonstration=True)) as installation:
            click.echo("Preparing the demonstration: drawing its wards, reading its feed …", err=True)
            _prepare(installation)
            holder.append(installation)
            yield installation


def keep_settings(folder: Path, settings: str) -> Path:
    """The file of a new demonstration's settings, which holds a key and is nobody else's to read."""
    config = folder / MARK
    config.touch(mode=0o600, exist_ok=False)
    config.write_text(settings, encoding="utf-8")
    return config


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else runs a demonstration in this folder meanwhile: it would lose its database under its feet."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{folder}.lock", timeout=0):
            yield
    except Timeout as error:
        raise Failure(
            f"a demonstration already runs in {folder}: stop it, or name another --folder"
        ) from error


def _prepare(installation: Installation) -> None:
    """The database, the wards, and the silent first load."""
    schema.upgrade(installation.database)
    installation.check_database()
    with installation.database.writing() as session:
        boundaries.replace(session, demonstration_boundaries(installation.gazetteer))
        operators.add(session, OPERATOR, Role.OPERATOR, now())
    for configured in installation.feeds:
        report = poll_feed(installation.poller, configured)
        if report.error:
            raise Failure(f"the demonstration's feed could not be read: {report.error}")


@contextmanager
def _feed(watched: Callable[[], Sequence[tuple[float, float]]], speed: float) -> Iterator[RunningFeed]:
    if not default_path().exists():
        build_gazetteer(default_path())
    feed = start_demo_feed(Gazetteer(default_path()), clock=now, places_of_interest=watched, speed=speed)
    try:
        yield feed
    finally:
        feed.stop()


def _watched(holder: Sequence[Installation]) -> list[tuple[float, float]]:
    """The centres of the areas that somebody confirmed: where the demonstration lets most things happen."""
    if not holder:
        return []
    with holder[0].database.reading() as session:
        cores = subscriptions.confirmed_cores(session)
    centres = [shapely.from_wkb(core).representative_point() for core in cores]
    return [(centre.x, centre.y) for centre in centres]


def _clear(folder: Path) -> None:
    """Forget an earlier demonstration; anything else in the way is left alone and named."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Failure(f"{folder} holds something else: name another folder with --folder", exit_code=2)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _settings(feed: RunningFeed, host: str, port: int) -> str:
    columns = ", ".join(f'{name} = "{column}"' for name, column in feed.columns.items())
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"""# Written by `planning-alerts demo`, and forgotten when it starts again.
[site]
base_url = "http://{shown}:{port}"
name = "Planning alerts demonstration"
secret_key = "{secrets.token_hex(32)}"
operator_name = "whoever runs this demonstration"
contact_email = "demonstration@example.org"

[mail]
backend = "outbox"
sender = "demonstration@example.org"
sender_name = "Planning alerts demonstration"

[signup]
mailbox_gap = "1s"
mailbox_a_day = 100
mailbox_at_most = 100
network_an_hour = 1000

[schedule]
poll_every = "5s"
send_every = "5s"

[fetch]
allow_private_hosts = ["127.0.0.1"]

[[feeds]]
name = "demonstration"
kind = "{feed.kind}"
url = "{feed.url}"
authority = "{feed.authority}"
columns = {{ {columns} }}
"""
