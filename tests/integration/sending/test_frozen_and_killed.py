"""Workers in processes of their own, frozen or killed with an e-mail in hand, and what arrives in the end."""

import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from alerts.cli.site_parts import site_context
from alerts.db.tables import SubscriberRow
from alerts.domain.links import filled
from alerts.web.app import create_app
from tests.rig.outbox import OutboxRig, wake
from tests.rig.smtp_script import Script

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"

LONG_WAY = partial(pytest.param, marks=pytest.mark.slow)
"""A moment between others that are tried each time; `tests/crash` kills at every one of them in the ordinary run."""


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[OutboxRig]:
    with OutboxRig(tmp_path) as running:
        yield running


@pytest.mark.fault("S-02")
@pytest.mark.parametrize("moment", ["claimed", LONG_WAY("rcpt"), "data"])
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
@pytest.mark.parametrize("moment", ["dot", LONG_WAY("after_250"), "marking"])
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


BEFORE_THE_DOT = ("claimed", LONG_WAY("connect"), LONG_WAY("rcpt"), "data")
IN_THE_GAP = ("dot", LONG_WAY("after_250"), "marking")
LATER_ONES = [LONG_WAY(number) for number in (1, 2)]


@pytest.mark.fault("K-04")
@pytest.mark.parametrize("number", [*LATER_ONES, 7])
@pytest.mark.parametrize("moment", BEFORE_THE_DOT)
def test_a_worker_killed_before_the_dot_costs_no_repeat(rig: OutboxRig, moment: str, number: int) -> None:
    people = [f"person{each}@example.com" for each in range(7)]
    rig.put(*people)
    rig.kill_at(moment, number)
    rig.run()
    assert Counter(rig.told()) == Counter(people)


@pytest.mark.fault("K-05")
@pytest.mark.parametrize("number", [*LATER_ONES, 7])
@pytest.mark.parametrize("moment", IN_THE_GAP)
def test_a_worker_killed_after_the_dot_costs_one_repeat_of_equal_bytes(
    rig: OutboxRig, moment: str, number: int
) -> None:
    people = [f"person{each}@example.com" for each in range(7)]
    rig.put(*people)
    rig.kill_at(moment, number)
    rig.run()
    received = rig.smtp.wait_for(8)
    assert {message.recipients[0] for message in received} == set(people)
    assert len(received) == 8
    assert len({message.bytes for message in received}) == 7


@pytest.mark.fault("K-07")
def test_a_worker_killed_anywhere_on_the_way_to_the_next_try_takes_no_try_back(rig: OutboxRig) -> None:
    (email_id,) = rig.put(ALICE)
    rig.smtp.change(Script(recipients={ALICE: ("451 4.7.1 greylisted",)}))
    attempts = [0]
    for moment in ("claimed", "connect", "marking", "marked"):
        rig.kill_at(moment)
        row = rig.email(email_id)
        assert row.state == ("queued" if moment == "marked" else "sending")
        attempts.append(row.attempts)
        rig.make_due(email_id)
    assert attempts == sorted(attempts)
    rig.run()
    assert rig.email(email_id).attempts > attempts[-1]
    rig.smtp.change(Script())
    rig.make_due(email_id)
    assert rig.run() == 1
    assert rig.told() == [ALICE]
    assert rig.email(email_id).state == "sent"


@pytest.mark.fault("K-09")
@pytest.mark.parametrize("moment", ["claimed", "data"])
def test_who_leaves_after_the_kill_and_before_the_restart_gets_nothing(rig: OutboxRig, moment: str) -> None:
    (email_id,) = rig.put(ALICE)
    rig.kill_at(moment)
    assert leave(rig, email_id) == 200
    assert rig.run() == 0
    assert rig.told() == []
    assert rig.email(email_id).state == "dropped"


@pytest.mark.fault("K-09")
def test_who_leaves_while_the_letter_is_at_the_dot_gets_nothing(rig: OutboxRig) -> None:
    (email_id,) = rig.put(ALICE)
    frozen = rig.freeze_at("data")
    assert leave(rig, email_id) == 200
    assert wake(frozen) == 0
    assert rig.told() == []


def leave(rig: OutboxRig, email_id: str) -> int:
    """The one-click POST of the e-mail's own header, on the site of the same installation; its status."""
    row, identity = rig.email(email_id), rig.installation.identity
    with rig.database.reading() as session:
        generation = session.get_one(SubscriberRow, row.subscriber_id).generation
    header = dict(identity.headers(row))["List-Unsubscribe"]
    address = (
        filled(header, identity.base_url, generation, row.composed_at, identity.key).split(">")[0].strip("<")
    )
    site = create_app(site_context(rig.installation)).test_client()
    path = address.removeprefix(identity.base_url)
    return site.post(path, data={"List-Unsubscribe": "One-Click"}, base_url=identity.base_url).status_code
