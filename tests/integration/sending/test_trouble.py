"""A mail server in trouble: everything waits, one letter finds out how it does, the operator hears of it."""

import logging
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import PostStateRow
from alerts.domain.post_health import PostHealth, Trouble
from alerts.mail.outcome import Unknown
from alerts.services.sending import Post, SendReport, send_due
from tests.factories import NOW
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import MakePost, Wait
from tests.integration.sending.trouble import (
    ALICE,
    BOB,
    CHARLIE,
    GREYLISTED,
    NO_SUCH_BOX,
    OK,
    REFUSED,
    WRONG_PASSWORD,
    alarms,
    answer_all,
    health,
    states,
)


@pytest.mark.fault("M-01")
def test_a_server_away_for_an_hour_costs_no_try_and_everybody_is_told_once_when_it_is_back(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    for name in (ALICE, BOB, CHARLIE):
        wait(name)
    answer_all(sender, REFUSED)
    for _ in range(60):
        assert send_due(post).sent == 0
        assert set(states(database)) == {("queued", 0)}
        clock.pass_by(minutes=1)
    # Each minute for a quarter of an hour, then each five: never once for every e-mail.
    assert len(sender.tried) == 15 + 9
    answer_all(sender, OK)
    clock.pass_by(minutes=4)
    assert send_due(post) == SendReport(sent=3)
    assert sorted(sender.recipients) == [ALICE, BOB, CHARLIE]
    assert health(database) == PostHealth()


@pytest.mark.fault("M-01")
def test_a_server_away_for_a_quarter_of_an_hour_is_told_to_the_operator_once_and_logged_as_an_error(
    database: Database,
    post: Post,
    sender: RecordingSender,
    wait: Wait,
    clock: HandClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wait(ALICE)
    answer_all(sender, REFUSED)
    for _ in range(15):
        send_due(post)
        clock.pass_by(minutes=1)
    assert alarms(database) == []
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    for _ in range(10):
        send_due(post)
        clock.pass_by(minutes=1)
    (alarm,) = alarms(database)
    assert (alarm.feed, alarm.kind, alarm.cleared_at) == ("mail", "unreachable", None)
    assert alarm.words == (
        "The mail server cannot be used, since 11:00 on 10 June 2026 UTC: could not connect: [Errno 111] "
        "Connection refused. 1 e-mails wait, and go out once it takes them again."
    )
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    answer_all(sender, OK)
    send_due(post)
    assert alarms(database)[0].cleared_at is not None


@pytest.mark.fault("M-01")
@pytest.mark.parametrize("outcome", [GREYLISTED, NO_SUCH_BOX, Unknown("no answer to the dot")])
def test_twenty_failures_in_a_row_at_different_domains_pause_all_and_one_letter_probes(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock, outcome: object
) -> None:
    for number in range(30):
        wait(f"person@domain{number}.example")
    answer_all(sender, outcome)
    report = send_due(post)
    assert len(sender.tried) == 20
    assert report.trouble is not None
    assert report.trouble.startswith(
        "The mail server refuses one e-mail after another, whoever it is to, since "
    )
    assert [(alarm.kind, alarm.told_at) for alarm in alarms(database)] == [("refusing", None)]
    for _ in range(4):
        clock.pass_by(minutes=1)
        send_due(post)
    assert len(sender.tried) == 20
    clock.pass_by(minutes=1)
    send_due(post)
    assert len(sender.tried) == 21
    answer_all(sender, OK)
    clock.pass_by(minutes=5)
    assert send_due(post).sent >= 9
    assert health(database) == PostHealth()


@pytest.mark.fault("M-01")
def test_twenty_failures_at_one_domain_stop_nobody_else(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    for number in range(25):
        wait(f"person{number}@example.com")
        sender.answers[f"person{number}@example.com"] = [GREYLISTED]
    wait("alice@example.org")
    assert send_due(post) == SendReport(sent=1, failed_temporarily=25, held=25)
    assert health(database).trouble is None


@pytest.mark.fault("M-11")
def test_a_wrong_password_pauses_all_workers_and_is_tried_once_in_five_minutes(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    for name in (ALICE, BOB, CHARLIE):
        wait(name)
    answer_all(sender, WRONG_PASSWORD)
    other = RecordingSender()
    answer_all(other, WRONG_PASSWORD)
    for _ in range(20):
        send_due(post_with())
        send_due(post_with(sender=other))
        clock.pass_by(minutes=1)
    assert len(sender.tried) + len(other.tried) == 4
    assert set(states(database)) == {("queued", 0)}
    (alarm,) = alarms(database)
    assert (alarm.kind, alarm.raised_at) == ("sign-in", NOW)
    assert "The mail server does not let us in" in alarm.words


@pytest.mark.fault("M-11")
def test_of_two_workers_that_come_when_a_pause_ends_one_probes(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    wait(BOB)
    answer_all(sender, WRONG_PASSWORD)
    send_due(post_with())
    clock.pass_by(minutes=5)
    others: list[int] = []

    def meanwhile(_recipient: str) -> None:
        sender.before = lambda _: None
        send_due(post_with())
        others.append(len(sender.tried))

    sender.before = meanwhile
    send_due(post_with())
    assert (others, len(sender.tried)) == ([1], 2)


@pytest.mark.fault("M-09")
def test_one_bad_connection_among_good_ones_pauses_nobody(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait
) -> None:
    wait(ALICE)
    wait(BOB)
    sender.answers[ALICE] = [REFUSED, OK]
    alice_is_in_hand, bob_is_told = threading.Event(), threading.Event()

    def both_at_once(recipient: str) -> None:
        if recipient == BOB:
            assert alice_is_in_hand.wait(10)
        elif not alice_is_in_hand.is_set():
            alice_is_in_hand.set()
            assert bob_is_told.wait(10)

    def on_effect(moment: str) -> None:
        if moment == "marked":
            bob_is_told.set()

    sender.before = both_at_once
    report = send_due(post_with(connections=2, on_effect=on_effect))
    assert (report.sent, report.failed_temporarily) == (2, 1)
    assert health(database) == PostHealth()


@pytest.mark.fault("P-06")
def test_neither_addresses_nor_domains_are_kept_with_the_servers_health(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    wait("alice@alice-and-bob.example")
    answer_all(sender, GREYLISTED)
    send_due(post)
    with database.reading() as session:
        row = session.scalars(select(PostStateRow)).one()
        kept = f"{row.last_error} {row.failing_domains}"
    assert row.last_error == "4.7.1 <(address)> try again later"
    assert len(row.failing_domains) == 1
    assert "alice-and-bob" not in kept


def test_a_letter_that_cannot_be_built_says_nothing_of_the_server(
    database: Database, post: Post, wait: Wait
) -> None:
    for number in range(25):
        wait(f"person@domain{number}.example", message_id=f"no id {number}")
    assert send_due(post).trouble is None
    assert health(database) == PostHealth()


@pytest.mark.fault("M-11")
def test_a_letter_that_cannot_be_built_does_not_use_up_the_turn_of_one_that_finds_out(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    answer_all(sender, WRONG_PASSWORD)
    send_due(post)
    wait(BOB, message_id="no id at all")
    clock.pass_by(minutes=1)
    wait(CHARLIE)
    clock.pass_by(minutes=4)
    answer_all(sender, OK)
    assert send_due(post).sent == 2


def test_the_pause_is_kept_by_the_databases_clock(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    answer_all(sender, REFUSED)
    ahead = post_with(clock=lambda: NOW + timedelta(minutes=10))
    send_due(ahead)
    send_due(ahead)
    assert len(sender.tried) == 1
    assert health(database).trouble is Trouble.UNREACHABLE
