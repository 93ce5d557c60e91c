"""Who may send an e-mail: one worker at a time, and another when it died."""

import pytest

from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.services.owner import this_process
from alerts.services.sending import LEASE, Post, SendReport, send_due
from tests.factories import NOW
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import MakePost, Wait

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"


ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"


ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"


def email(database: Database, email_id: str) -> EmailRow:
    with database.reading() as session:
        return session.get_one(EmailRow, email_id)


def claim_elsewhere(database: Database, email_id: str, owner: str) -> None:
    with database.writing() as session:
        row = session.get_one(EmailRow, email_id)
        row.state, row.lease_no, row.attempts = "sending", row.lease_no + 1, row.attempts + 1
        row.lease_owner, row.lease_until = owner, NOW + LEASE


@pytest.mark.fault("K-15")
def test_an_email_that_killed_twenty_workers_is_set_aside(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    for _ in range(20):
        claim_elsewhere(database, email_id, "elsewhere:12:34")
    clock.pass_by(seconds=LEASE.total_seconds())
    assert send_due(post) == SendReport()
    row = email(database, email_id)
    assert (row.state, row.last_error, sender.tried) == ("failed", "broke 20 workers", [])


@pytest.mark.fault("D-07")
def test_no_connection_to_the_database_is_held_while_the_mail_server_thinks(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    held = []
    sender.before = lambda _recipient: held.append(database.engine.pool.checkedout())
    wait(ALICE)
    send_due(post)
    assert held == [0]


@pytest.mark.fault("K-04")
def test_an_email_in_the_hands_of_another_machine_waits_for_its_lease(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    claim_elsewhere(database, email_id, "elsewhere:12:34")
    send_due(post)
    assert sender.tried == []
    clock.pass_by(seconds=LEASE.total_seconds())
    assert send_due(post) == SendReport(sent=1)
    assert email(database, email_id).lease_no == 2


@pytest.mark.fault("K-04")
def test_an_email_in_the_hands_of_a_process_that_died_is_taken_over_at_once(
    database: Database, post: Post, wait: Wait
) -> None:
    email_id = wait(ALICE)
    host, pid, _ = this_process().split(":")
    claim_elsewhere(database, email_id, f"{host}:{pid}:0")
    assert send_due(post) == SendReport(sent=1)


@pytest.mark.fault("S-02")
def test_a_worker_that_woke_up_late_cannot_mark_what_another_took_over(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(ALICE)
    sender.before = lambda _recipient: claim_elsewhere(database, email_id, "elsewhere:12:34")
    assert send_due(post) == SendReport()
    row = email(database, email_id)
    assert (row.state, row.lease_owner, row.sent_at) == ("sending", "elsewhere:12:34", None)


@pytest.mark.fault("S-04")
def test_four_connections_never_send_the_same_email(
    post_with: MakePost, sender: RecordingSender, wait: Wait
) -> None:
    for number in range(60):
        wait(f"person{number}@example.com")
    assert send_due(post_with(connections=4)) == SendReport(sent=60)
    assert sorted(sender.recipients) == sorted({f"person{number}@example.com" for number in range(60)})


@pytest.mark.fault("K-12")
def test_sending_stops_after_the_email_in_hand(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait
) -> None:
    ids = [wait(name) for name in (ALICE, BOB, CHARLIE)]
    stopping = post_with(is_stopping=lambda: len(sender.tried) == 1)
    assert send_due(stopping) == SendReport(sent=1)
    assert sorted(email(database, email_id).state for email_id in ids) == ["queued", "queued", "sent"]
