"""`planning-alerts queue` and the metrics say what waits, who does it and who leads."""

import json
import threading
from pathlib import Path

import pytest

from alerts.cli.main import main
from alerts.db import engine_jobs
from alerts.db.lead import Lead
from alerts.db.session import Database
from alerts.db.waking import Wanted, Work
from tests.integration.engine.bench import Bench, until, waited_for

CONFIG = """
[site]
secret_key = "a key for trials only, 32 letters or more"
[engine]
kind = "distributed"
[database]
url = "{url}"
"""


@pytest.fixture
def config(tmp_path: Path, database: Database) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(url=database.url))
    return file


def test_the_queue_is_seen_with_who_works_at_it_and_who_leads(
    database: Database, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench, release = Bench(database), threading.Event()
    bench.busy = lambda _: waited_for(release)
    with Lead(database.url, "machine7:12:99") as lead, bench.at():
        assert lead.is_ours()
        bench.wake(Wanted(Work.SEND))
        assert until(lambda: len(bench.at_work) == 1)
        bench.wake(Wanted(Work.SEND))
        main(["--config", str(config), "queue", "--json"])
        seen = json.loads(capsys.readouterr().out)
        main(["--config", str(config), "queue"])
        shown = capsys.readouterr().out
        release.set()
    (job,) = seen["jobs"]
    assert (job["work"], job["waiting"], job["doing"], job["failed"]) == ("send", 1, 1, 0)
    assert job["oldest_waiting_at"] is not None
    assert [worker["doing"] for worker in seen["workers"]] == [["send"]]
    assert seen["leader"] == "machine7:12:99"
    assert seen["rows"]["emails_due"] == 0
    assert "Leader: machine7:12:99" in shown


def test_an_empty_queue_says_of_what_there_is_nothing(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--config", str(config), "queue"])
    jobs, none, workers, nobody, leader, *_ = capsys.readouterr().out.splitlines()
    assert (jobs, workers) == ("Jobs that wait, run or failed:", "Workers:")
    assert none == nobody == "Nothing."
    assert leader.startswith("Leader: nobody")


def test_whoever_dies_leading_is_followed_within_seconds(database: Database) -> None:
    with Lead(database.url, "first", known_for_s=0.1) as first, Lead(database.url, "second", 0.1) as second:
        assert first.is_ours()
        assert not second.is_ours()
        cut_off(database, "first")
        assert until(second.is_ours, 5)
        assert not until(first.is_ours, 0.5)
        with database.reading() as session:
            assert engine_jobs.leader(session) == "second"


def cut_off(database: Database, whose: str) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s",
            (f"planning-alerts {whose}",),
        )
