"""The service started on a database in trouble, and two schedulers started on one PostgreSQL."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from alerts.db import schema
from alerts.db.session import Database
from tests.integration.cli.conftest import Run
from tests.integration.cli.test_parts import free_port, get, service
from tests.rig.postgres import PostgresServer


def on(config: Path, url: str) -> Path:
    """The configuration with another database."""
    config.write_text(f'[database]\nurl = "{url}"\n' + config.read_text(), encoding="utf-8")
    return config


def one_line(err: str) -> str:
    (line,) = [each for each in err.splitlines() if each]
    return line


@pytest.fixture
def file(config: Path, ready: Run) -> Path:
    return next(config.parent.rglob("*.sqlite"))


@pytest.mark.fault("D-04")
def test_on_a_file_that_may_only_be_read_the_scheduler_ends_with_1_and_one_line(
    ready: Run, config: Path, file: Path
) -> None:
    on(config, f"sqlite:///file:{file}?mode=ro&uri=true")
    done = ready("scheduler")
    assert done.status == 1
    assert one_line(done.err).endswith(": attempt to write a readonly database")


@pytest.mark.fault("D-04")
def test_on_a_file_that_may_only_be_read_the_site_shows_its_pages(config: Path, file: Path) -> None:
    on(config, f"sqlite:///file:{file}?mode=ro&uri=true")
    port = free_port()
    with service("--config", config, "site", "--port", port) as running:
        running.wait_for("The site is at")
        assert "pages are shown, but nothing can be asked for" in running.err
        assert get(port, "/status") == 200
        assert running.stop(signal.SIGTERM) == 0


@pytest.mark.fault("D-08")
@pytest.mark.parametrize("command", ["scheduler", "site", "run"])
def test_a_damaged_file_is_refused_with_the_command_that_makes_copies(
    ready: Run, file: Path, command: str
) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:8_192] + b"\xff" * 57_344 + whole[65_536:])
    damaged = file.read_bytes()
    done = ready(command)
    assert done.status == 1
    assert "put back a copy made with `planning-alerts db backup`" in one_line(done.err)
    assert file.read_bytes() == damaged


@pytest.mark.fault("S-01")
@pytest.mark.timeout(120)
def test_of_two_schedulers_on_one_postgresql_one_stands_by_and_takes_over(
    config: Path, postgres: PostgresServer
) -> None:
    url = postgres.new_database()
    on(config, url)
    with service("--config", config, "scheduler") as first:
        first.wait_for("The scheduler runs")
        wait_until(lambda: owners(postgres, url) == 1)
        with service("--config", config, "scheduler") as second:
            second.wait_for("Another scheduler runs on this database: this one stands by.")
            second.wait_for("The scheduler runs")
            first.kill()
            second.wait_for("this scheduler works from now on")
            assert owners(postgres, url) == 1
            assert second.stop(signal.SIGTERM) == 0
    wait_until(lambda: owners(postgres, url) == 0)
    postgres.give_back(url)


@pytest.mark.fault("K-13")
def test_a_new_postgresql_database_is_made_by_the_same_command(
    run: Run, config: Path, postgres: PostgresServer
) -> None:
    url = postgres.new_database(is_empty=True)
    on(config, url)
    assert run("scheduler").status == 1
    assert run("db", "upgrade").status == 0
    schema.check_current(Database(url))
    assert run("match", "--json").json["changes"] == 0
    assert run("send", "--json").json["sent"] == 0
    postgres.drop(url)


def owners(postgres: PostgresServer, url: str) -> int:
    """How many sessions hold the scheduler's lock; the server has other databases, each with its own."""
    name = url.partition("@/")[2].partition("?")[0]
    ((count,),) = postgres.execute(
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database "
        f"WHERE locktype = 'advisory' AND granted AND d.datname = '{name}' AND mode = 'ExclusiveLock'"
    )
    return int(count)


def wait_until(is_so: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)
