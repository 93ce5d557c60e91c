"""Who may send an e-mail: one worker at a time, and another when it died or was frozen."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.db import emails
from alerts.db.clock import database_time
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.tables import EmailRow, SubscriptionRow
from alerts.services import leases
from alerts.services.claiming import claim
from alerts.services.owner import this_process
from alerts.services.post import LEASE, RENEW_EVERY
from alerts.services.sending import Post, SendReport, send_due
from alerts.services.subscribing import end
from tests.factories import NOW
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import MakePost, Wait

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"
ELSEWHERE = "elsewhere:12:34"
SOON = timedelta(milliseconds=10)


def email(database: Database, email_id: str) -> EmailRow:
    with database.reading() as session:
        return session.get_one(EmailRow, email_id)


def claim_elsewhere(
    database: Database, email_id: str, owner: str = ELSEWHERE, until: datetime = NOW + LEASE
) -> None:
    with database.writing() as session:
        row = session.get_one(EmailRow, email_id)
        row.attempts += row.state == "sending"
        row.state, row.lease_no, row.lease_owner, row.lease_until = "sending", row.lease_no + 1, owner, until


def wait_until_renewed(database: Database, email_id: str, until: datetime) -> None:
    ends = time.monotonic() + 10
    while email(database, email_id).lease_until != until:
        assert time.monotonic() < ends, "the lease was not renewed"
        time.sleep(0.01)


@pytest.mark.fault("S-02")
def test_a_lease_lasts_a_minute_and_is_renewed_four_times_in_it(post: Post) -> None:
    assert (timedelta(seconds=60), timedelta(seconds=15)) == (LEASE, RENEW_EVERY)
    assert (post.lease, post.renew_every) == (LEASE, RENEW_EVERY)
    assert leases.LONGEST_HAND_OVER_S == 900


@pytest.mark.fault("K-15")
def test_an_email_that_killed_twenty_workers_is_set_aside(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    for _ in range(20):
        claim_elsewhere(database, email_id)
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
    claim_elsewhere(database, email_id)
    clock.pass_by(seconds=LEASE.total_seconds() - 1)
    send_due(post)
    assert sender.tried == []
    clock.pass_by(seconds=1)
    assert send_due(post) == SendReport(sent=1)
    row = email(database, email_id)
    assert (row.lease_no, row.attempts) == (2, 2)


@pytest.mark.fault("K-04")
def test_an_email_in_the_hands_of_a_process_that_died_is_taken_over_at_once(
    database: Database, post: Post, wait: Wait
) -> None:
    email_id = wait(ALICE)
    host, pid, _ = this_process().split(":")
    claim_elsewhere(database, email_id, f"{host}:{pid}:0")
    assert send_due(post) == SendReport(sent=1)


@pytest.mark.fault("S-02")
def test_a_lease_is_renewed_while_its_worker_works(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    post = post_with(renew_every=SOON)
    elsewhere = RecordingSender()

    def take_long(_recipient: str) -> None:
        for _ in range(4):
            clock.pass_by(seconds=50)
            wait_until_renewed(database, email_id, clock.now + LEASE)
            assert send_due(post_with(sender=elsewhere)) == SendReport()

    sender.before = take_long
    assert send_due(post) == SendReport(sent=1)
    assert (email(database, email_id).lease_no, elsewhere.tried) == (1, [])


def test_a_lease_is_not_renewed_for_a_worker_that_hangs_for_ever(
    database: Database, post_with: MakePost, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    post = post_with(renew_every=SOON)
    found = claim(post)
    assert isinstance(found, tuple)
    (claimed,) = found
    with leases.Leases(post, longest_s=0.0) as held, held.held(claimed):
        before = email(database, email_id).lease_until
        clock.pass_by(seconds=1)
        time.sleep(0.2)
        assert email(database, email_id).lease_until == before


@pytest.mark.fault("S-02")
def test_a_worker_that_woke_up_late_neither_sends_nor_marks_what_another_took_over(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(ALICE)
    sender.before = lambda _recipient: claim_elsewhere(database, email_id)
    assert send_due(post) == SendReport()
    row = email(database, email_id)
    assert (row.state, row.lease_owner, row.sent_at) == ("sending", ELSEWHERE, None)
    assert (sender.tried, sender.sent) == ([ALICE], [])


@pytest.mark.fault("S-02")
def test_a_worker_that_woke_up_late_sends_what_nobody_took_over_under_a_whole_lease(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    until: list[datetime | None] = []
    sender.before = lambda _recipient: clock.pass_by(minutes=10)
    sender.at_the_dot = lambda _recipient: until.append(email(database, email_id).lease_until)
    assert send_due(post) == SendReport(sent=1)
    assert until == [NOW + timedelta(minutes=10) + LEASE]


@pytest.mark.fault("S-02")
def test_every_move_goes_from_the_state_and_lease_that_were_seen(database: Database, wait: Wait) -> None:
    email_id = wait(ALICE)
    claim_elsewhere(database, email_id)
    with database.writing() as session:
        seen = session.get_one(EmailRow, email_id)
        session.expunge(seen)
    claim_elsewhere(database, email_id)
    with database.writing() as session:
        assert not emails.claim_all(session, [seen], "late", NOW + LEASE)
        assert not emails.end_unclaimed(session, seen, state="dropped")
        assert not emails.renew(session, [(email_id, 1)], NOW + LEASE)
        assert not emails.give_back(session, [(email_id, 1)])
        assert not emails.move(session, email_id, 1, state="sent", sent_at=NOW)
        assert emails.renew(session, [(email_id, 2)], NOW + LEASE) == {email_id}
        assert emails.move(session, email_id, 2, state="sent", sent_at=NOW)
        assert not emails.move(session, email_id, 2, state="queued")
    row = email(database, email_id)
    assert (row.state, row.lease_no, row.lease_owner) == ("sent", 2, None)


@pytest.mark.fault("S-07")
def test_a_worker_whose_clock_is_ten_minutes_ahead_takes_nothing_over_early(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(ALICE)
    with database.reading() as session:
        claim_elsewhere(database, email_id, until=database_time(session) + LEASE)
    ahead = post_with(clock=lambda: datetime.now(UTC) + timedelta(minutes=10), database_clock=database_time)
    assert send_due(ahead) == SendReport()
    assert (sender.tried, email(database, email_id).lease_owner) == ([], ELSEWHERE)


@pytest.mark.fault("S-07")
def test_the_databases_clock_is_an_instant_that_goes_on_within_a_transaction(database: Database) -> None:
    with database.writing() as session:
        first = database_time(session)
        time.sleep(0.05)
        second = database_time(session)
    assert first.tzinfo is UTC
    assert timedelta(milliseconds=20) < second - first < timedelta(seconds=10)
    assert abs(datetime.now(UTC) - second) < timedelta(seconds=30)


@pytest.mark.fault("K-09")
def test_who_leaves_while_the_letter_is_on_its_way_gets_none(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(ALICE)

    def leave(_recipient: str) -> None:
        with database.writing() as session:
            end(list(session.scalars(select(SubscriptionRow))), NOW)

    sender.before = leave
    assert send_due(post) == SendReport()
    assert (sender.tried, sender.sent) == ([ALICE], [])
    assert email(database, email_id).state == "dropped"


@pytest.mark.fault("D-07")
def test_a_letter_is_kept_back_while_the_database_cannot_be_asked(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    is_away = False

    def clock_of_a_database_that_goes_away(_session: object) -> datetime:
        if is_away:
            raise DatabaseUnusable("gone")
        return clock()

    def go_away(_recipient: str) -> None:
        nonlocal is_away
        is_away = True

    def come_back(moment: str) -> None:
        nonlocal is_away
        is_away = is_away and moment != "marking"

    sender.before = go_away
    stopping = post_with(
        database_clock=clock_of_a_database_that_goes_away,
        on_effect=come_back,
        is_stopping=lambda: len(sender.tried) == 1,
    )
    assert send_due(stopping) == SendReport(held=1)
    row = email(database, email_id)
    assert (sender.sent, row.state, row.attempts) == ([], "queued", 0)


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
    assert send_due(stopping) == SendReport(sent=1, held=2)
    assert sorted(email(database, email_id).state for email_id in ids) == ["queued", "queued", "sent"]
