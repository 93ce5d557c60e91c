"""From a feed to an inbox by the commands: every step has counted what it did, once, whatever process did it."""

from pathlib import Path

from alerts.cli.installation import Installation
from alerts.db import counted
from alerts.db.counts import Counted, Key
from tests.integration.cli.conftest import Council, Run, a_row
from tests.integration.cli.test_pipeline import alice_watches, letters

EVERYTHING = {
    (Counted.POLLS, "camden", "read"): 2,
    (Counted.RECORDS, "camden", "new"): 2,
    (Counted.NOTICED, "new", ""): 2,
    (Counted.MATCHED, "", ""): 2,
    (Counted.ALERTS, "", ""): 1,
    (Counted.COMPOSED, "alert", ""): 1,
    (Counted.SENT, "alert", ""): 1,
}
TIMES = {Counted.WAITED_MS, Counted.HANDED_OVER_MS}


def test_every_step_counts_what_it_did(
    ready: Run, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "postcode:NW51TL:400")
    council.publish(a_row(1), a_row(2, easting="539000", development_address="9 Far Road"))
    for command in ("poll", "match", "send", "send"):
        assert ready(command).status == 0
    assert len(letters(tmp_path / "outbox")) == 1
    with installation.database.reading() as session:
        found = counted.on_day(session)
    assert {key: count for key, count in found.items() if key.name not in TIMES} == {
        Key(*key): count for key, count in EVERYTHING.items()
    } | {Key(Counted.REQUESTS, "camden"): len(council.rig.requests)}
