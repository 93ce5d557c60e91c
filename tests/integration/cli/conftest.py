"""The command line over a real database, an outbox folder, a tiny gazetteer and a feed's server."""

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.cli.installation import Installation
from alerts.cli.main import main
from alerts.settings import load_settings
from geo.gazetteer_build import build_from_lists
from geo.gazetteer_sources import Row
from scheduler.request import Request
from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer
from tests.unit.scheduler.feeds.fake_servers import FakeSocrata

SECRET = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


def run_command(*arguments: object) -> Done:
    """A command in this process, as the shell would see it end."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
    return Done(status, out.getvalue(), err.getvalue())


class _Postcodes:
    """A list of three postcodes of Camden."""

    def rows(self, letter: str) -> Iterator[Row]:
        if letter == "N":
            yield Row("NW51TL", (529_000, 185_500), "E09000007")
            yield Row("NW52AA", (529_300, 185_500), "E09000007")
            yield Row("NW53AE", (529_000, 185_900), "E09000007")


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gazetteer") / "postcodes.sqlite"
    build_from_lists(_Postcodes(), _Postcodes(), path, "Code-Point Open, October 2024")
    return path


def days_ago(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d}T00:00:00.000"


def a_row(number: int, **changed: object) -> dict[str, Any]:
    """A row of Camden's dataset, received three days ago, in the middle of NW5 1TL."""
    return {
        "pk": str(number),
        "socrata_id": str(number),
        "application_number": f"2026/{number:04}/P",
        "development_address": "14 Falkland Road London NW5 1TL",
        "development_description": "Erection of a single storey rear extension",
        "application_type": "Householder Application",
        "registered_date": days_ago(3),
        "valid_from_date": days_ago(2),
        "system_status": "Registered",
        "easting": "529000",
        "northing": "185500",
        "full_application": {"url": f"https://planning.example/{number}"},
        **changed,
    }


class Council:
    """Camden's dataset behind the rig; rows can be added while it stands."""

    def __init__(self, rig: FeedRig) -> None:
        self.rig = rig
        self._dataset = FakeSocrata([])
        rig.on("GET", "/camden.json", self._answer)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self._dataset.rows

    def publish(self, *rows: dict[str, Any]) -> None:
        """The dataset is replaced: these rows stand instead of those of the same key."""
        kept = {row["pk"]: row for row in (*self.rows, *rows)}
        self._dataset.rows = list(kept.values())
        self._dataset.uploaded = f"{datetime.now(UTC).isoformat()}"

    def _answer(self, asked: Asked) -> Answer:
        return Answer(self._dataset(Request(self.rig.url, tuple(asked.query.items()))))


@pytest.fixture
def council() -> Iterator[Council]:
    with FeedRig() as rig:
        yield Council(rig)


@pytest.fixture
def config(tmp_path: Path, gazetteer: Path, council: Council) -> Path:
    """A configuration with one feed and an outbox; the database does not exist yet."""
    file = tmp_path / "config.toml"
    file.write_text(
        f"""
[site]
base_url = "https://alerts.example"
secret_key = "{SECRET}"
[mail]
backend = "outbox"
rate_per_second = 10000
[fetch]
allow_private_hosts = ["{council.rig.netloc}"]
[postcodes]
path = "{gazetteer}"
[[feeds]]
name = "camden"
kind = "socrata"
authority = "E09000007"
url = "{council.rig.url}/camden.json"
app_token = "a token of ours"
""",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def run(config: Path) -> Run:
    """A command of this configuration."""
    return lambda *arguments: run_command("--config", config, *arguments)


@pytest.fixture
def ready(run: Run) -> Run:
    """The same, with its database made and the empty first load taken."""
    assert run("db", "upgrade").status == 0
    assert run("poll").status == 0
    return run


@pytest.fixture
def installation(config: Path) -> Iterator[Installation]:
    """The same installation, to put people into it."""
    made = Installation(load_settings(config))
    yield made
    made.database.engine.dispose()
