"""Killed at every moment of the two transactions, and on machines that cannot see each other: nothing half-written."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.rig.borough import people
from tests.rig.kill import KillRig, Setting
from tests.rig.worker import ANY

MOST_MOMENTS = 60
HALVES = {
    "changes without their application": """
        SELECT count(*) FROM change LEFT JOIN application ON application.id = change.application_id
        WHERE application.id IS NULL""",
    "alerts of a change that still waits to be matched": """
        SELECT count(*) FROM alert JOIN change ON change.id = alert.change_id WHERE change.state = 'unmatched'""",
    "e-mails that tell of nothing": """
        SELECT count(*) FROM email WHERE lane = 'alert'
        AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.email_id = email.id)""",
}


def halves_in(rig: KillRig) -> dict[str, int]:
    with rig.installation.database.reading() as session:
        counts = {what: session.execute(text(query)).scalar_one() for what, query in HALVES.items()}
    return {what: count for what, count in counts.items() if count}


@pytest.mark.fault("K-01")
def test_a_kill_while_fetching_page_1_or_3_of_5_leaves_no_gap(
    tmp_path: Path, database_url: str | None
) -> None:
    with KillRig(tmp_path, people(3), Setting(database_url, page_size=8)) as rig:
        for page in (1, 3):
            rig.day()
            assert rig.kill_at("fetch", page)
            rig.run_to_the_end()
        with rig.installation.database.reading() as session:
            stored = session.execute(text("SELECT count(*) FROM application")).scalar_one()
        assert stored == len(rig.borough.records)
        assert rig.count().broken_promises() == []


@pytest.mark.fault("K-02")
@pytest.mark.fault("K-03")
def test_a_kill_at_each_moment_from_fetch_to_matched_leaves_nothing_half_written(
    tmp_path: Path, database_url: str | None
) -> None:
    with KillRig(tmp_path, people(3), Setting(database_url)) as rig:
        for number in range(1, MOST_MOMENTS):
            rig.day()
            was_killed = rig.kill_at(ANY, number, sends=False)
            assert halves_in(rig) == {}
            rig.run_to_the_end()
            if not was_killed:
                break
        tally = rig.count()
    assert 7 < tally.kills < MOST_MOMENTS - 1
    assert (tally.broken_promises(), tally.repeats, tally.kills_in_the_gap) == ([], 0, 0)


@pytest.mark.fault("K-04")
@pytest.mark.fault("K-05")
def test_another_machine_takes_over_when_the_lease_of_a_dead_worker_has_run_out(
    tmp_path: Path, database_url: str | None
) -> None:
    setting = Setting(database_url, lease_s=1.5, on_machines_of_their_own=True)
    with KillRig(tmp_path, people(3), setting) as rig:
        for moment in ("claimed", "data", "dot"):
            rig.day()
            assert rig.kill_at(moment)
            rig.run_to_the_end()
        tally = rig.count()
    assert (tally.broken_promises(), tally.repeats, tally.kills_in_the_gap) == ([], 1, 1)
