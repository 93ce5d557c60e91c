"""`health` and the ping, asked of real processes that work, stand still or are gone."""

import signal
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from alerts.cli.installation import Installation
from alerts.db import beats, post_state
from alerts.db.tables import PostStateRow
from alerts.domain.steps import Beat, Step
from alerts.settings import load_settings
from tests.integration.cli.conftest import Council, Run
from tests.integration.cli.test_parts import service
from tests.rig.feed_answers import Answer


def says(installation: Installation, step: Step, **said: object) -> None:
    now = datetime.now(UTC)
    beat = {"process": f"{socket.gethostname()}:1:2", "part": "scheduler", "step": step, "beat_at": now}
    with installation.database.writing() as session:
        beats.write(session, [Beat(**(beat | said))])  # type: ignore[arg-type]


def test_without_a_scheduler_the_service_is_not_well(ready: Run) -> None:
    done = ready("health")
    assert (done.status, done.err) == (
        1,
        "planning-alerts: not well: scheduler: the scheduler has not run yet\n",
    )
    assert ready("health", "--json").json["well"] is False


def test_a_process_is_asked_for_by_its_part_and_its_machine(ready: Run, installation: Installation) -> None:
    now = datetime.now(UTC)
    says(installation, Step.CLOCK, done_at=now)
    says(installation, Step.MATCH, process="elsewhere:3:4", part="worker", began_at=now - timedelta(hours=9))
    assert ready("health", "scheduler", "--here").out == "well\n"
    assert "no worker of this machine has said that it lives" in ready("health", "worker", "--here").err
    stuck = ready("health", "worker")
    assert stuck.status == 1
    assert "match: matching changes has been going on since" in stuck.err
    says(installation, Step.CLOCK, beat_at=now - timedelta(minutes=5), done_at=now - timedelta(minutes=5))
    gone = ready("health", "scheduler")
    assert (gone.status, "no scheduler has said that it lives since" in gone.err) == (1, True)


@pytest.mark.slow
def test_the_ping_goes_out_while_all_is_well_and_stops_with_the_work(
    ready: Run, config: Path, council: Council
) -> None:
    council.rig.on("GET", "/ping", lambda _asked: Answer(b"OK"))
    council.rig.on("GET", "/failed", lambda _asked: Answer(b"OK"))
    url = council.rig.url
    told = f'[reporting]\nping_url = "{url}/ping"\nping_fail_url = "{url}/failed"\nping_every = "1s"\n'
    config.write_text(config.read_text().replace("[fetch]", f"{told}[fetch]"))

    def pings(path: str) -> int:
        return sum(asked.path == path for asked in list(council.rig.requests))

    def wait_for_more(path: str, than: int) -> None:
        until = time.monotonic() + 40
        while pings(path) <= than:
            assert time.monotonic() < until, path
            time.sleep(0.1)

    with service("--config", config, "scheduler") as running:
        wait_for_more("/ping", 1)
        assert ready("health", "scheduler", "--here").status == 0
        _break_the_mail(config)
        wait_for_more("/failed", 0)
        running.signal(signal.SIGSTOP)
        time.sleep(0.5)
        before = (pings("/ping"), pings("/failed"))
        time.sleep(2.5)
        assert (pings("/ping"), pings("/failed")) == before
        running.signal(signal.SIGCONT)
        assert running.stop(signal.SIGTERM) == 0


def _break_the_mail(config: Path) -> None:
    """The mail server has been away for an hour."""
    installation = Installation(load_settings(config))
    now = datetime.now(UTC)
    away = {"trouble": "unreachable", "sick_since": now - timedelta(hours=1)}
    with installation.database.writing() as session:
        post_state.ensure_row(session)
        session.execute(update(PostStateRow).values(**away, paused_until=now + timedelta(days=1)))
    installation.database.engine.dispose()
