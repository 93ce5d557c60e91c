"""Copies of the database made and put back by commands."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Run
from tests.integration.cli.test_parts import free_port, service
from tests.rig.postgres import PostgresServer


def at(days_ago: int) -> str:
    return f"planning-alerts-{datetime.now(UTC) - timedelta(days=days_ago):%Y%m%dT%H%M%SZ}.sqlite"


@pytest.fixture
def folder(config: Path, tmp_path: Path) -> Path:
    config.write_text('[backup]\nfolder = "copies"\n' + config.read_text(), encoding="utf-8")
    return tmp_path / "copies"


@pytest.mark.fault("P-05")
def test_copies_in_the_folder_are_called_by_their_time_and_go_after_35_days(ready: Run, folder: Path) -> None:
    folder.mkdir()
    for name in (at(days_ago=36), at(days_ago=34), "minutes.txt"):
        (folder / name).touch()
    done = ready("db", "backup")
    assert done.status == 0
    assert f"{at(days_ago=36)[:24]}" in done.err
    assert "is older than 35 days and was removed." in done.err
    left = sorted(folder.iterdir())
    assert [file.name for file in left[:2]] == ["minutes.txt", at(days_ago=34)[:24] + left[1].name[24:]]
    assert len(left) == 3
    assert left[2].read_bytes().startswith(b"SQLite format 3\0")
    assert left[2].stat().st_mode & 0o077 == 0


def test_without_a_folder_a_file_has_to_be_named(ready: Run) -> None:
    done = ready("db", "backup")
    assert done.status == 2
    assert "name a file, or set backup.folder in the configuration" in done.err


@pytest.mark.fault("D-09")
def test_a_lost_database_is_put_back_by_one_command_and_says_what_waits(
    ready: Run, config: Path, tmp_path: Path
) -> None:
    copy, file = tmp_path / "copy", config.parent / "planning-alerts.sqlite"
    assert ready("db", "backup", copy).status == 0
    refused = ready("db", "restore", copy)
    assert refused.status == 1
    assert "--replace puts the copy into its place" in refused.err
    for each in config.parent.glob("planning-alerts.sqlite*"):
        each.unlink()
    done = ready("db", "restore", copy)
    assert done.status == 0
    assert "is the database now." in done.err
    assert "was put back: 0 changes, 0 alerts and 0 e-mails wait for release or discard." in done.out
    assert file.stat().st_mode & 0o077 == 0
    assert ready("db", "restored", "release").status == 0


def test_the_former_database_is_kept_and_named(ready: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert ready("db", "backup", copy).status == 0
    done = ready("db", "restore", copy, "--replace")
    assert done.status == 0
    (former,) = tmp_path.glob("planning-alerts.sqlite.before-*")
    assert f"The former one is {former}: remove it when you need it no more." in done.err


@pytest.mark.parametrize("command", ["site", "scheduler"])
def test_a_database_that_the_service_works_on_is_not_replaced(
    ready: Run, config: Path, tmp_path: Path, command: str
) -> None:
    copy = tmp_path / "copy"
    assert ready("db", "backup", copy).status == 0
    port = ["--port", free_port()] if command == "site" else []
    with service("--config", config, command, *port) as running:
        running.wait_for("Ctrl-C stops it")
        done = ready("db", "restore", copy, "--replace")
    assert done.status == 1
    assert "is in use: stop the service first" in done.err
    assert list(tmp_path.glob("*.before-*")) == []


@pytest.mark.fault("D-09")
def test_a_postgresql_database_is_put_back_by_the_same_command(
    run: Run, config: Path, tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.programs}:{os.environ['PATH']}")
    url, copy = postgres.new_database(), tmp_path / "copy"
    config.write_text(f'[database]\nurl = "{url}"\n' + config.read_text(), encoding="utf-8")
    assert run("db", "backup", copy).status == 0
    assert run("db", "restore", copy).status == 1
    done = run("db", "restore", copy, "--replace")
    assert (done.status, "is the database now." in done.err) == (0, True)
    assert run("match", "--json").json["changes"] == 0
    postgres.drop(url)
