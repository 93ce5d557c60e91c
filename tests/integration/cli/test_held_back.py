"""Trials of a council's system, other councils' cases and places in the sea: stored, shown, mailed to nobody."""

from pathlib import Path

import pytest

from alerts.cli.installation import Installation
from tests.integration.cli.conftest import Council, Run, a_row
from tests.integration.cli.test_pipeline import alice_watches, letters

HELD_BACK = {
    "suspected-test": {"development_description": "Test record please ignore"},
    "null-island": {"easting": "0", "northing": "0"},
    "consultation-from-neighbour": {
        "development_description": "Consultation from an adjoining authority: 40 homes"
    },
}


@pytest.mark.fault("C-10")
@pytest.mark.parametrize("why", HELD_BACK)
def test_a_record_that_is_held_back_is_counted_listed_and_mailed_to_nobody(
    ready: Run, council: Council, installation: Installation, tmp_path: Path, why: str
) -> None:
    alice_watches(installation, "authority:E09000007", "postcode:NW51TL:400")
    council.publish(a_row(1, **HELD_BACK[why]))
    (report,) = ready("poll", "--json").json
    assert (report["quarantined"], report["new"], report["problems"]) == (1, 0, 0)
    assert ready("match", "--json").json["alerts"] == 0
    assert ready("send", "--json").json["sent"] == 0
    assert letters(tmp_path / "outbox") == []
    listed = ready("feeds", "held", "camden").out
    assert "2026/0001/P" in listed
    assert why in listed


@pytest.mark.fault("C-10")
def test_what_is_held_back_does_not_hold_back_its_neighbours(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(a_row(9), *(a_row(n, **changed) for n, changed in enumerate(HELD_BACK.values(), 1)))
    ready("poll")
    ready("match")
    ready("send")
    (letter,) = letters(tmp_path / "outbox")
    assert letter.count("\nReference: ") == 1
    assert "Reference: 2026/0009/P" in letter
