"""Killed -9 anywhere between poll and sent: nothing lost, nothing invented, repeats only in the hand-over."""

import random
import time
from pathlib import Path

import pytest

from tests.rig.borough import people
from tests.rig.kill import KillRig, Setting
from tests.rig.tally import AFTER_THE_DOT, Tally
from tests.rig.worker import AT_THE_DOT, MID_DATA

SEED = 20261123
MOMENTS = (
    "fetch",
    "parsed",
    "page recorded",
    "page committed",
    "poll finished",
    "ledger written",
    "changes marked",
    "matched",
    "e-mail queued",
    "composed",
    "claimed",
    "connect",
    "rcpt",
    MID_DATA,
    "data",
    AT_THE_DOT,
    "dot",
    "after_250",
    "marking",
    "marked",
)

DAYS_TOLD_TOGETHER = 3
"""After so many days everything is told before more happens: one e-mail lists at most 50 applications."""
KILLS_A_DAY = 5
KILLS = 20
"""Over the four cells of the ordinary run: each database, with one worker and with two."""


@pytest.mark.fault("K-01")
@pytest.mark.fault("K-02")
@pytest.mark.fault("K-03")
@pytest.mark.fault("K-04")
@pytest.mark.fault("K-05")
def test_a_kill_at_any_named_moment_loses_nothing(tmp_path: Path, database_url: str | None) -> None:
    with KillRig(tmp_path, people(5), Setting(database_url, draws=True)) as rig:
        for number, moment in enumerate(MOMENTS, 1):
            rig.day()
            assert rig.kill_at(moment), f"{moment} never came"
            if number % DAYS_TOLD_TOGETHER == 0:
                rig.run_to_the_end()
        rig.run_to_the_end()
        tally = rig.count()
    assert sum(tally.due.values()) > 100
    assert tally.repeats == len(AFTER_THE_DOT)
    assert tally.broken_promises() == []


@pytest.mark.fault("K-06")
@pytest.mark.parametrize("workers", [1, 2])
def test_kills_at_random_moments_lose_nothing(tmp_path: Path, database_url: str | None, workers: int) -> None:
    assert random_kills(tmp_path, KILLS // 4, Setting(database_url, workers)).broken_promises() == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.fault("K-06")
@pytest.mark.parametrize("workers", [1, 2])
def test_two_hundred_kills_at_random_moments_lose_nothing(
    tmp_path: Path, database_url: str | None, workers: int
) -> None:
    assert random_kills(tmp_path, 200, Setting(database_url, workers)).broken_promises() == []


def random_kills(folder: Path, kills: int, setting: Setting) -> Tally:
    """Days with up to five kills each, at moments spread evenly over the time that a day's work takes."""
    dice, began = random.Random(SEED), time.monotonic()
    with KillRig(folder, people(16), setting) as rig:
        rig.day()
        busy_s = rig.run_to_the_end()
        while rig.tally.kills < kills:
            rig.day()
            for _ in range(KILLS_A_DAY):
                rig.kill_one_after(dice.uniform(0, busy_s), dice)
            rig.run_to_the_end()
        tally = rig.count()
    database = "SQLite" if setting.database_url is None else "PostgreSQL"
    took_s = time.monotonic() - began
    print(f"\n{database}, {setting.workers} at a time, seed {SEED}, {took_s:.0f} s: {tally}")
    return tally
