"""Two real processes that poll one feed at the same time: one does, the other is told so and asks nothing."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from alerts.db import schema
from alerts.db.session import Database
from alerts.db.tables import FeedRow, PollRow
from tests.rig.borough import Borough
from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer

PROJECT = Path(__file__).parents[3]
PATIENCE_S = 60


@pytest.fixture
def rig() -> Iterator[FeedRig]:
    with FeedRig() as feed:
        yield feed


class SlowBorough:
    """Answers as a borough does, but only once it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.was_asked = threading.Event()
        self._borough = Borough()

    def answer(self, asked: Asked) -> Answer:
        self.was_asked.set()
        self.let_go.wait(PATIENCE_S)
        return self._borough.answer(asked)


def configure(folder: Path, rig: FeedRig) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f"""
[site]
secret_key = "a key for trials only, 32 letters or more"
[database]
url = "sqlite:///{folder}/alerts.sqlite"
[fetch]
allow_private_hosts = ["{rig.netloc}"]
[[feeds]]
name = "borough"
kind = "london-datahub"
url = "{rig.url}/api-guest"
authorities = ["Camden"]
""",
        encoding="utf-8",
    )
    return config


def start_poll(config: Path) -> "subprocess.Popen[str]":
    program = "from alerts.cli.main import main; main()"
    command = [sys.executable, "-c", program, "--config", str(config), "poll", "borough", "--json"]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process: "subprocess.Popen[str]") -> tuple[int, dict[str, Any]]:
    """The exit status and the one report."""
    out, err = process.communicate(timeout=PATIENCE_S)
    assert out, err
    (report,) = json.loads(out)
    return process.returncode, report


@pytest.mark.fault("S-06")
def test_a_poll_that_overlaps_another_is_skipped_and_the_feed_asked_once(
    rig: FeedRig, tmp_path: Path
) -> None:
    borough, config = SlowBorough(), configure(tmp_path, rig)
    rig.on("POST", "/api-guest/applications/_search", borough.answer)
    database = Database(f"sqlite:///{tmp_path}/alerts.sqlite")
    schema.upgrade(database)
    first = start_poll(config)
    try:
        assert borough.was_asked.wait(PATIENCE_S)
        skipped = [end(start_poll(config)) for _ in range(2)]
        assert len(rig.requests) == 1
    finally:
        borough.let_go.set()
        status, report = end(first)
    assert (status, report["error"], report["new"]) == (0, None, 90)
    for status, report in skipped:
        assert (status, report["requests"], report["fetched"]) == (1, 0, 0)
        assert report["error"].startswith("another poll of this feed is under way")
    with database.reading() as session:
        row = session.get(FeedRow, "borough")
        assert row is not None
        assert (row.failures, row.poll_owner) == (0, None)
        assert len(list(session.scalars(select(PollRow)))) == 1
    database.engine.dispose()
