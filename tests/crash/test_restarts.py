"""PostgreSQL crashes while two workers are at work: each alert is told, and once but for the hand-over."""

import random
import time
from pathlib import Path
from signal import SIGSTOP

import pytest

from tests.rig.borough import people
from tests.rig.kill import KillRig, Setting
from tests.rig.postgres import PostgresServer
from tests.rig.tally import Tally
from tests.rig.worker import Halt

SEED = 20261126
WORKERS = 2
LEASE_S = 2.0
FROZEN_S = 90.0


@pytest.mark.fault("D-05")
def test_three_crashes_of_the_database_lose_nothing(tmp_path: Path, postgres: PostgresServer) -> None:
    assert_kept(crashes(tmp_path, postgres, 3), 3)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.fault("D-05")
def test_twenty_five_crashes_of_the_database_lose_nothing(tmp_path: Path, postgres: PostgresServer) -> None:
    assert_kept(crashes(tmp_path, postgres, 25), 25)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.fault("S-02")
@pytest.mark.fault("D-05")
def test_one_of_two_workers_frozen_for_ninety_seconds_amid_twenty_five_crashes_loses_nothing(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    setting = Setting(postgres.new_database(is_empty=True), WORKERS, lease_s=LEASE_S)
    dice = random.Random(SEED)
    with KillRig(tmp_path, people(8), setting) as rig:
        rig.day()
        busy_s = rig.run_to_the_end()
        rig.day()
        frozen = rig.crew.start(Halt("data", 1, signal=SIGSTOP))
        assert frozen.await_freeze()
        frozen_at = time.monotonic()
        for number in range(1, 26):
            crash_amid_work(rig, postgres, dice.uniform(0, busy_s))
            time.sleep(max(0.0, frozen_at + FROZEN_S * number / 25 - time.monotonic()))
        frozen.thaw()
        rig.run_to_the_end()
        tally = rig.count()
    print(f"\nA worker frozen for 90 s amid 25 crashes of PostgreSQL, seed {SEED}: {tally}")
    assert_kept(tally, 25)


def assert_kept(tally: Tally, restarts: int) -> None:
    assert (tally.lost, tally.invented, tally.unequal_repeats, tally.ids_of_an_alert) == ([], [], 0, 1)
    assert tally.repeats <= restarts * WORKERS, "each worker has at most one e-mail in the hand-over"


def crashes(folder: Path, postgres: PostgresServer, restarts: int, engine: str = "embedded") -> Tally:
    """A day each: two workers begin, the database crashes amid their work, and they go on to the end of it."""
    dice = random.Random(SEED)
    setting = Setting(postgres.new_database(is_empty=True), WORKERS, lease_s=LEASE_S, engine=engine)
    with KillRig(folder, people(8), setting) as rig:
        rig.day()
        busy_s = rig.run_to_the_end()
        for _ in range(restarts):
            crash_amid_work(rig, postgres, dice.uniform(0, busy_s))
            rig.run_to_the_end()
        tally = rig.count()
    print(f"\n{restarts} crashes of PostgreSQL, seed {SEED}: {tally}")
    return tally


def crash_amid_work(rig: KillRig, postgres: PostgresServer, after_s: float) -> None:
    """A day begins, all workers are at it, and so long after the database crashes under them."""
    rig.day()
    rig.crew.fill_up()
    time.sleep(after_s)
    postgres.restart("immediate")
