"""`planning-alerts worker`: who may join, and how one leaves."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.cli.main import main
from alerts.db import schema
from alerts.db.lead import Lead
from alerts.db.session import Database
from tests.rig.postgres import PostgresServer
from tests.rig.service import Service, a_service, wait_until


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with a_service(tmp_path) as made:
        yield made


def configure(service: Service, engine: str, url: str) -> None:
    service.configure(f'[engine]\nkind = "{engine}"\n[database]\nurl = "{url}"\n')


def refused(service: Service, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """The exit status and the one line that says why."""
    with pytest.raises(SystemExit) as ended:
        main(service.command_line("worker")[1:])
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    return ended.value.code, said


def test_a_worker_cannot_join_the_embedded_engine(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{service.folder / 'here.sqlite'}"
    schema.upgrade(Database(url))
    configure(service, "embedded", url)
    code, said = refused(service, capsys)
    assert code == 1
    assert 'set engine.kind = "distributed"' in said


def test_the_distributed_engine_is_refused_on_sqlite_with_what_to_do(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(service, "distributed", "sqlite:///here.sqlite")
    code, said = refused(service, capsys)
    assert code == 2
    assert "set database.url to postgresql" in said


@pytest.mark.fault("K-12")
def test_a_worker_of_two_queues_that_is_told_to_stop_ends_well(
    service: Service, postgres: PostgresServer
) -> None:
    url = postgres.new_database()
    configure(service, "distributed", url)
    with subprocess.Popen(
        service.command_line("worker", "--queue", "people", "--queue", "mail"),
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        database = Database(url)
        wait_until(lambda: workers(database) == 1, 60, "the worker's joining")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
        assert worker.stderr is not None
        assert "Traceback" not in worker.stderr.read()
    assert workers(database) == 0
    database.engine.dispose()


def test_a_second_worker_says_that_it_works_although_another_leads(
    service: Service, postgres: PostgresServer
) -> None:
    url = postgres.new_database()
    configure(service, "distributed", url)
    with Lead(url, "machine7:12:99") as lead:
        assert lead.is_ours()
        with subprocess.Popen(service.command_line("worker"), stderr=subprocess.PIPE, text=True) as worker:
            database = Database(url)
            wait_until(lambda: workers(database) == 1, 60, "the worker's joining")
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0
            assert worker.stderr is not None
            said = worker.stderr.read()
    assert "Another process leads on this database" in said
    assert "stands by" not in said
    database.engine.dispose()


def workers(database: Database) -> int:
    with database.reading() as session:
        found = session.connection().exec_driver_sql("SELECT count(*) FROM procrastinate_workers")
        return int(found.scalar_one())
