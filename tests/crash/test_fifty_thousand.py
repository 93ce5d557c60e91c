"""A digest run while workers die and join and PostgreSQL crashes: each person is told once, and nobody forgotten."""

import os
import random
from pathlib import Path

import pytest

from tests.rig.digest_run import SENDING_THREADS, DigestRun, Trouble
from tests.rig.postgres import PostgresServer

SEED = 20261127
FEW = 200
MANY = int(os.environ.get("PLANNING_ALERTS_DIGESTS", "50000"))


@pytest.mark.fault("K-06")
@pytest.mark.fault("D-05")
def test_a_few_digests_survive_their_workers_and_a_crash_of_the_database(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    assert_each_is_told_once(tmp_path, postgres, FEW, Trouble(kills=2, restarts=1, every_s=0.2))


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.fault("K-06")
@pytest.mark.fault("D-05")
def test_fifty_thousand_digests_survive_their_workers_and_crashes_of_the_database(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    assert_each_is_told_once(tmp_path, postgres, MANY, Trouble(kills=1_000, restarts=2, every_s=8.0))


def assert_each_is_told_once(folder: Path, postgres: PostgresServer, people: int, trouble: Trouble) -> None:
    with DigestRun(folder, postgres, people) as run:
        account = run.troubled(random.Random(SEED), trouble)
        stand = run.stand()
    print(f"\nseed {SEED}: {account}; {stand}")
    everybody = {f"person{number}@example.org" for number in range(1, people + 1)}
    assert everybody - set(account.ids) == set(), "somebody was forgotten"
    assert set(account.ids) - everybody == set()
    assert set(account.ids.values()) == {1}, "somebody was written to under two Message-IDs"
    assert account.unequal == 0
    assert account.repeats <= account.kills_in_the_gap + account.restarts * SENDING_THREADS
    assert (stand.sent, stand.not_sent, stand.untold, stand.told_twice) == (people, 0, 0, 0)
    assert stand.digests == people
    assert (account.restarts, account.kills > 0) == (trouble.restarts, True)
