"""What a server's final refusal in the conversation means: for this e-mail, and for those after it."""

import pytest
from sqlalchemy import select

from alerts.db import failures
from alerts.db.session import Database
from alerts.db.tables import AlertRow, EmailRow, SubscriptionRow
from alerts.domain.suppression import Reason
from alerts.mail.outcome import NotSent, Outcome, Sent
from alerts.services.composing import compose_due
from alerts.services.sending import Post, send_due
from alerts.services.suppression import allow, suppress, why_suppressed
from tests.factories import IDENTITY, SITE, TIMETABLE, a_change, all_of, an_application, stored, subscribe
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import Wait

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"
OK = Sent("250 ok")


def refused(status: str, code: int = 550) -> Outcome:
    return NotSent(True, code, f"{status} no".strip(), False, False)


def why(database: Database, address: str) -> Reason | None:
    with database.reading() as session:
        return why_suppressed(session, IDENTITY.keys, address)


def state(database: Database, email_id: str) -> str:
    with database.reading() as session:
        return session.get_one(EmailRow, email_id).state


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("status", ["5.1.1", "5.1.10"])
def test_nobody_there_stops_that_person_at_once_and_nobody_else(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock, status: str
) -> None:
    sender.answers = {BOB: [refused(status), OK]}
    for person in (ALICE, BOB, CHARLIE):
        wait(person)
    send_due(post)
    assert sorted(sender.recipients) == [ALICE, CHARLIE]
    assert why(database, BOB) is Reason.HARD_BOUNCE
    with database.writing() as session:
        ended = session.scalars(select(SubscriptionRow).where(SubscriptionRow.state != "confirmed")).all()
        assert ended == []
    clock.pass_by(days=1)
    later = {person: wait(f"{person}", lane="manage") for person in (ALICE, BOB)}
    send_due(post)
    assert {person: state(database, email_id) for person, email_id in later.items()} == {
        ALICE: "sent",
        BOB: "dropped",
    }
    assert sender.tried.count(BOB) == 1


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("status", ["5.7.1", "5.2.1", ""])
def test_other_refusals_stop_a_person_on_the_third_different_day(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock, status: str
) -> None:
    sender.answers = {BOB: [refused(status)]}
    for _ in range(4):  # four e-mails on one day are one day
        wait(BOB, lane="manage")
    send_due(post)
    assert why(database, BOB) is None
    clock.pass_by(days=1)
    wait(BOB, lane="manage")
    send_due(post)
    assert why(database, BOB) is None
    clock.pass_by(days=5)
    wait(BOB, lane="manage")
    send_due(post)
    assert why(database, BOB) is Reason.HARD_BOUNCE
    with database.reading() as session:
        person = session.scalars(select(SubscriptionRow)).all()[0].subscriber_id
        days = [(str(day.on_date), day.status) for day in failures.of_subscriber(session, person)]
    told = status or "5.0.0"
    assert days == [("2026-06-10", told), ("2026-06-11", told), ("2026-06-16", told)]


@pytest.mark.fault("M-03")
@pytest.mark.parametrize(
    "outcome",
    [
        refused("5.2.2", 552),
        refused("5.4.4"),
        NotSent(True, None, "cannot be built: UnsafeHeaderError", False, False),
        NotSent(False, 451, "4.7.1 greylisted", False, False),
        NotSent(False, 535, "5.7.8 wrong password", True, True),
    ],
    ids=["mailbox full", "no route", "not sendable", "greylisted", "our own fault"],
)
def test_what_is_not_the_persons_fault_never_stops_them(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock, outcome: Outcome
) -> None:
    sender.answers = {BOB: [outcome]}
    for _ in range(5):
        wait(BOB, lane="manage")
        send_due(post)
        clock.pass_by(days=1)
    assert why(database, BOB) is None
    sender.answers = {}
    wait(BOB, lane="manage")
    send_due(post)
    assert BOB in sender.recipients


def test_mail_that_waits_for_somebody_who_was_just_suppressed_is_dropped_at_claim(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    waiting = [
        wait(BOB),
        wait(BOB, lane="manage"),
        wait(BOB, lane="confirmation", state="pending", watch=all_of("E09000019")),
    ]
    with database.writing() as session:
        suppress(session, IDENTITY.key, BOB, Reason.COMPLAINT, post.clock())
    send_due(post)
    assert [state(database, email_id) for email_id in waiting] == ["dropped"] * 3
    assert sender.tried == []


def test_nothing_is_composed_for_the_suppressed_and_later_they_hear_of_what_is_new_then(
    database: Database, clock: HandClock
) -> None:
    with database.writing() as session:
        bob = subscribe(session, BOB, all_of())
        _alert(session, bob, 1, clock)
        suppress(session, IDENTITY.key, BOB, Reason.HARD_BOUNCE, clock())
    assert compose_due(database, SITE, IDENTITY, TIMETABLE, clock) == 0
    with database.writing() as session:
        assert session.scalars(select(AlertRow)).one().set_aside == "suppressed"
        allow(session, IDENTITY.keys, BOB)
        _alert(session, session.get_one(SubscriptionRow, bob.id), 2, clock)
    assert compose_due(database, SITE, IDENTITY, TIMETABLE, clock) == 1
    with database.reading() as session:
        (email,) = session.scalars(select(EmailRow)).all()
    assert "2026/0002/P" in email.text
    assert "2026/0001/P" not in email.text


def _alert(session, subscription: SubscriptionRow, number: int, clock: HandClock) -> None:
    change = a_change(session, stored(session, an_application(number)))
    session.add(
        AlertRow(
            subscription_id=subscription.id,
            change_id=change.id,
            distance_m=None,
            reason="in Camden",
            due_at=clock(),
            created_at=clock(),
        )
    )
