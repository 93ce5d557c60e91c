"""The kill rig on the distributed engine: shipped workers killed -9 over their jobs, which others then do."""

from pathlib import Path

import pytest

from tests.crash.test_kills import random_kills
from tests.crash.test_restarts import LEASE_S, assert_kept, crashes
from tests.rig.borough import people
from tests.rig.kill import KillRig, Setting
from tests.rig.postgres import PostgresServer
from tests.rig.tally import AFTER_THE_DOT

MOMENTS = ("page recorded", "ledger written", "e-mail queued", "after_250")
"""One of each kind of work; the slow test has them at random."""


def on_the_engine(postgres: PostgresServer, workers: int = 1) -> Setting:
    return Setting(postgres.new_database(is_empty=True), workers, lease_s=LEASE_S, engine="distributed")


@pytest.mark.fault("K-01")
@pytest.mark.fault("K-02")
@pytest.mark.fault("K-03")
@pytest.mark.fault("K-04")
@pytest.mark.fault("K-05")
def test_a_worker_killed_over_a_job_loses_nothing(tmp_path: Path, postgres: PostgresServer) -> None:
    with KillRig(tmp_path, people(3), on_the_engine(postgres)) as rig:
        for number, moment in enumerate(MOMENTS, 1):
            rig.day()
            assert rig.kill_at(moment), f"{moment} never came"
            if number % 2 == 0:
                rig.run_to_the_end()
        tally = rig.count()
    assert sum(tally.due.values()) > 20
    assert tally.repeats == len(AFTER_THE_DOT & set(MOMENTS))
    assert tally.broken_promises() == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.fault("K-06")
@pytest.mark.parametrize("workers", [1, 2])
def test_two_hundred_kills_on_the_engine_lose_nothing(
    tmp_path: Path, postgres: PostgresServer, workers: int
) -> None:
    assert random_kills(tmp_path, 200, on_the_engine(postgres, workers)).broken_promises() == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.fault("D-05")
def test_crashes_of_the_database_under_two_workers_of_the_engine_lose_nothing(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    assert_kept(crashes(tmp_path, postgres, 10, engine="distributed"), 10)
