"""The outbox is emptied: states, tries, leases, and what is dropped on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriptionRow
from alerts.mail.outcome import NotSent, Sent, Unknown
from alerts.services.retention import forget
from alerts.services.sending import Post, SendReport, send_due
from alerts.services.subscribing import end
from tests.factories import NOW, around_nw5, subscribe
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import Wait

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"
GREYLISTED = NotSent(False, 451, "4.7.1 try again later", False, False)
AWAY = NotSent(False, None, "could not connect: Connection refused", True, True)
NO_SUCH_BOX = NotSent(True, 550, "5.1.1 no such mailbox", False, False)
OK = Sent("250 ok")


def email(database: Database, email_id: str) -> EmailRow:
    with database.reading() as session:
        return session.get_one(EmailRow, email_id)


def test_an_email_is_sent_once_and_marked(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(ALICE)
    assert send_due(post) == SendReport(sent=1)
    assert send_due(post) == SendReport()
    row = email(database, email_id)
    assert (row.state, row.sent_at, row.attempts, row.lease_owner, row.last_error) == (
        "sent",
        NOW,
        1,
        None,
        None,
    )
    assert sender.recipients == [ALICE]
    assert sender.sent[0]["Message-ID"] == f"<{email_id}@mail.alerts.example>"


@pytest.mark.fault("M-21")
def test_an_alert_can_be_left_and_a_confirmation_is_no_list(
    post: Post, sender: RecordingSender, wait: Wait
) -> None:
    wait(ALICE)
    wait(BOB, "confirmation", "pending")
    send_due(post)
    confirmation, alert = sender.sent
    assert set(alert.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
        "Reply-To", "Content-Language", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
    }  # fmt: skip
    assert str(alert["List-Unsubscribe"]).startswith("<https://alerts.example/unsubscribe/")
    assert "mailto" not in str(alert["List-Unsubscribe"])
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert alert["List-Id"] == "Planning alerts <alerts.mail.alerts.example>"
    assert alert["Auto-Submitted"] == "auto-generated"
    assert alert["Reply-To"] == "help@alerts.example"
    assert "List-Id" not in confirmation
    assert str(confirmation["List-Unsubscribe"]).startswith("<https://alerts.example/never/")
    assert confirmation["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.fault("U-03")
def test_a_confirmation_to_who_gets_alerts_already_has_the_button_that_can_be_taken_back(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    wait(BOB, "confirmation", "pending")
    with database.writing() as session:
        subscribe(session, BOB, around_nw5())
    send_due(post)
    (confirmation,) = sender.sent
    assert str(confirmation["List-Unsubscribe"]).startswith("<https://alerts.example/unsubscribe/")
    assert confirmation["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_confirmations_go_before_alerts(
    post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    clock.pass_by(minutes=1)
    wait(BOB, "confirmation", "pending")
    wait(CHARLIE, "manage")
    send_due(post)
    assert sorted(sender.recipients[:2]) == [BOB, CHARLIE]
    assert sender.recipients[2] == ALICE


@pytest.mark.fault("M-02")
def test_a_greylisted_email_is_tried_again_by_the_schedule_and_arrives_once(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    sender.answers = {ALICE: [GREYLISTED, GREYLISTED, OK]}
    assert send_due(post) == SendReport(failed_temporarily=1, held=1)
    row = email(database, email_id)
    assert (row.state, row.attempts, row.next_try_at) == ("queued", 1, NOW + timedelta(minutes=5))
    assert row.last_error == "4.7.1 try again later"
    clock.pass_by(minutes=4)
    assert send_due(post) == SendReport(held=1)
    clock.pass_by(minutes=1)
    assert send_due(post) == SendReport(failed_temporarily=1, held=1)
    assert email(database, email_id).next_try_at == clock() + timedelta(minutes=15)
    clock.pass_by(minutes=15)
    assert send_due(post) == SendReport(sent=1)
    assert len(sender.sent) == 1


@pytest.mark.fault("M-02")
def test_an_email_that_nobody_takes_for_two_days_is_given_up_and_shown(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    sender.answers = {ALICE: [GREYLISTED]}
    reports = []
    while email(database, email_id).state == "queued":
        clock.now = max(clock.now, email(database, email_id).next_try_at)
        reports.append(send_due(post))
    assert reports[-1] == SendReport(failed_permanently=1)
    assert len(reports) == 17
    assert clock.now - NOW == timedelta(hours=47, minutes=50)
    assert email(database, email_id).last_error == "4.7.1 try again later"


@pytest.mark.fault("M-02")
def test_an_email_that_waited_two_days_for_a_dead_server_and_is_then_greylisted_arrives(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    sender.answers = {ALICE: [AWAY, GREYLISTED, OK]}
    send_due(post)
    clock.pass_by(hours=50)
    assert send_due(post) == SendReport(failed_temporarily=1, held=1)
    row = email(database, email_id)
    assert (row.state, row.attempts, row.next_try_at) == ("queued", 1, clock() + timedelta(minutes=5))
    clock.pass_by(minutes=5)
    assert send_due(post) == SendReport(sent=1)


@pytest.mark.fault("M-05")
def test_a_server_that_never_answers_the_dot_does_not_get_copies_for_ever(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    sender.answers = {ALICE: [Unknown("no answer after the dot")]}
    assert send_due(post) == SendReport(failed_temporarily=1, held=1)
    assert email(database, email_id).next_try_at == NOW + timedelta(minutes=5)
    while email(database, email_id).state == "queued":
        clock.now = max(clock.now, email(database, email_id).next_try_at)
        send_due(post)
    assert (email(database, email_id).state, len(sender.tried)) == ("failed", 17)


@pytest.mark.fault("M-05")
def test_an_email_of_unknown_fate_is_sent_again_with_the_same_id(
    post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    sender.answers = {ALICE: [Unknown("no answer after the dot"), OK]}
    send_due(post)
    clock.pass_by(minutes=5)
    assert send_due(post) == SendReport(sent=1)
    assert sender.sent[0]["Message-ID"] == f"<{email_id}@mail.alerts.example>"
    assert sender.sent[0]["Date"].datetime == NOW


@pytest.mark.fault("M-03")
def test_a_permanent_refusal_of_one_stops_only_that_one(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    ids = {name: wait(name) for name in (ALICE, BOB, CHARLIE)}
    sender.answers = {BOB: [NO_SUCH_BOX]}
    assert send_due(post) == SendReport(sent=2, failed_permanently=1)
    assert sorted(sender.recipients) == [ALICE, CHARLIE]
    row = email(database, ids[BOB])
    assert (row.state, row.last_error) == ("failed", "5.1.1 no such mailbox")
    assert send_due(post) == SendReport()


@pytest.mark.fault("K-15")
def test_a_letter_that_cannot_be_built_is_set_aside_after_five_tries(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    for number in range(99):
        wait(f"person{number}@example.com")
    poison = wait(ALICE, message_id="no id at all")
    assert send_due(post) == SendReport(sent=99, failed_temporarily=1, held=1)
    for _ in range(4):
        clock.now = email(database, poison).next_try_at
        send_due(post)
    row = email(database, poison)
    assert (row.state, row.attempts) == ("failed", 5)
    assert row.last_error == "cannot be built: header 'Message-ID': is not of the form <id@domain>"
    assert len(sender.sent) == 99


@pytest.mark.fault("K-15")
def test_an_email_that_breaks_what_sends_it_costs_nobody_else_theirs(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    ids = {name: wait(name) for name in (ALICE, BOB, CHARLIE)}

    def break_down(recipient: str) -> None:
        if recipient == BOB:
            raise RuntimeError("a bug of ours")

    sender.before = break_down
    assert send_due(post) == SendReport(sent=2, failed_temporarily=1, held=1)
    assert (email(database, ids[BOB]).last_error or "").endswith(": RuntimeError")


@pytest.mark.fault("U-16")
@pytest.mark.fault("K-09")
def test_an_email_to_somebody_who_left_meanwhile_is_dropped(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(ALICE)
    with database.writing() as session:
        end(list(session.scalars(select(SubscriptionRow))), NOW)
    assert send_due(post) == SendReport()
    assert sender.tried == []
    assert email(database, email_id).state == "dropped"


def test_a_confirmation_that_was_answered_meanwhile_is_dropped(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(BOB, "confirmation", "confirmed")
    send_due(post)
    assert (sender.tried, email(database, email_id).state) == ([], "dropped")


def test_an_email_is_sent_while_one_of_its_areas_is_left(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    wait(ALICE)
    with database.writing() as session:
        left = subscribe(session, ALICE, around_nw5())
        session.flush()
        end([left], NOW)
    send_due(post)
    assert sender.recipients == [ALICE]


def test_the_same_email_tried_twice_has_the_same_bytes(
    post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    letters: list[bytes] = []
    deliver = sender.deliver

    def keeping(message: bytes, *rest: object) -> object:
        letters.append(message)
        return deliver(message, *rest)  # type: ignore[arg-type]

    sender.deliver = keeping  # type: ignore[method-assign,assignment]
    sender.answers = {ALICE: [GREYLISTED, OK]}
    wait(ALICE)
    send_due(post)
    clock.pass_by(minutes=5)
    send_due(post)
    assert len(letters) == 2
    assert letters[0] == letters[1]


@pytest.mark.fault("P-05")
def test_an_email_whose_words_were_forgotten_is_not_sent_again(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    send_due(post)
    clock.pass_by(days=31)
    with database.writing() as session:
        assert forget(session, clock()).emails == 1
    assert send_due(post) == SendReport()
    row = email(database, email_id)
    assert (row.state, row.subject, row.text, row.html) == ("sent", "", "", "")
