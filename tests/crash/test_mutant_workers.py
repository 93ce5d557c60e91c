"""The proof of the kill rig: of five programs with one promise broken each, it catches every one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rig.borough import people
from tests.rig.kill import KillRig, Setting
from tests.rig.worker import Halt

MOST_KILLS = 60
LEASE_S = 1.0

Trouble = Callable[[KillRig], object]


def killed_at(moment: str, number: int = 1) -> Trouble:
    return lambda rig: rig.kill_at(moment, number)


def frozen_at(moment: str, number: int = 1) -> Trouble:
    """A worker stops there, another does what it can, and the first wakes up."""

    def freeze(rig: KillRig) -> None:
        rig.freeze_while_another_works(Halt(moment, number))

    return freeze


CAUGHT_BY = {
    "mark_first": killed_at("connect"),
    "cursor_first": killed_at("page recorded", 2),
    "new_message_id": killed_at("after_250"),
    "time_watermark": frozen_at("page committed", 2),
    "no_lease": frozen_at("data"),
}


@pytest.mark.fault("K-06")
@pytest.mark.parametrize("mutant", CAUGHT_BY)
def test_a_program_that_breaks_one_promise_is_caught(
    tmp_path: Path, database_url: str | None, mutant: str
) -> None:
    broken = Setting(database_url, mutant=mutant, page_size=10, lease_s=LEASE_S)
    assert trouble_until_caught(tmp_path, broken, CAUGHT_BY[mutant], MOST_KILLS) != []


@pytest.mark.fault("K-06")
@pytest.mark.parametrize("mutant", CAUGHT_BY)
def test_the_same_trouble_costs_the_shipped_program_nothing(
    tmp_path: Path, database_url: str | None, mutant: str
) -> None:
    shipped = Setting(database_url, page_size=10, lease_s=LEASE_S)
    assert trouble_until_caught(tmp_path, shipped, CAUGHT_BY[mutant], 1) == []


def trouble_until_caught(folder: Path, setting: Setting, trouble: Trouble, times: int) -> list[str]:
    """Make the same trouble up to so many times, a day each; what the oracle has to say as soon as it has."""
    with KillRig(folder, people(3), setting) as rig:
        for _ in range(times):
            rig.day()
            trouble(rig)
            rig.run_to_the_end()
            if broken := rig.count().broken_promises():
                print(f"{setting.mutant}: {broken}, after {rig.tally.kills} kills")
                return broken
    return []
