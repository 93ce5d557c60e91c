"""Workers in processes of their own, frozen or killed with an e-mail in hand, and what arrives in the end."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.outbox import OutboxRig, wake

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[OutboxRig]:
    with OutboxRig(tmp_path) as running:
        yield running


@pytest.mark.fault("S-02")
@pytest.mark.parametrize("moment", ["claimed", "rcpt", "data"])
def test_a_worker_frozen_before_the_dot_sends_nothing_once_another_took_over(
    rig: OutboxRig, moment: str
) -> None:
    (email_id,) = rig.put(ALICE)
    frozen = rig.freeze_at(moment)
    assert rig.run() == 0, "the lease was still in force"
    rig.let_lease_run_out(email_id)
    assert rig.run() == 1
    assert wake(frozen) == 0
    assert rig.told() == [ALICE]
    row = rig.email(email_id)
    assert (row.state, row.lease_no, row.lease_owner) == ("sent", 2, None)


@pytest.mark.fault("S-02")
@pytest.mark.parametrize("moment", ["dot", "after_250", "marking"])
def test_a_worker_frozen_after_the_dot_costs_one_copy_with_the_same_id_and_marks_nothing(
    rig: OutboxRig, moment: str
) -> None:
    (email_id,) = rig.put(ALICE)
    frozen = rig.freeze_at(moment)
    rig.let_lease_run_out(email_id)
    assert rig.run() == 1
    sent_at = rig.email(email_id).sent_at
    assert wake(frozen) == 0
    first, second = rig.smtp.messages()
    assert first.bytes == second.bytes
    assert first.parsed["Message-ID"] == f"<{email_id}@alerts.example.org>"
    row = rig.email(email_id)
    assert (row.state, row.lease_no, row.sent_at) == ("sent", 2, sent_at)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.fault("S-02")
@pytest.mark.parametrize(("moment", "copies"), [("data", 1), ("dot", 2)])
def test_a_worker_frozen_for_ninety_seconds_is_replaced_after_sixty(
    rig: OutboxRig, moment: str, copies: int
) -> None:
    (email_id,) = rig.put(ALICE)
    frozen, frozen_at = rig.freeze_at(moment), time.monotonic()
    time.sleep(50)
    assert rig.run() == 0
    while rig.email(email_id).state == "sending":
        assert time.monotonic() - frozen_at < 70, "the lease did not run out"
        rig.run()
    assert time.monotonic() - frozen_at > 58
    time.sleep(max(0, frozen_at + 90 - time.monotonic()))
    assert wake(frozen) == 0
    assert rig.told() == [ALICE] * copies
    assert len({message.bytes for message in rig.smtp.messages()}) == 1
