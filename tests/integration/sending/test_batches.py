"""E-mails claimed several at once and begun one by one: what is in hand holds nobody else's up."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriberRow
from alerts.mail.outcome import NotSent, Sent
from alerts.services.claiming import MOST_AT_ONCE, Claimed, claim
from alerts.services.post import LEASE
from alerts.services.sending import Post, SendReport, send_due
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import MakePost, Wait

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"


def rows(database: Database) -> dict[str, EmailRow]:
    """By the words of their subjects."""
    with database.reading() as session:
        return {row.subject.removeprefix("For "): row for row in session.scalars(select(EmailRow))}


def people(count: int) -> list[str]:
    return [f"person{number:02d}@example.com" for number in range(count)]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked within the block."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def claimed(post: Post) -> list[Claimed]:
    found = claim(post)
    assert isinstance(found, tuple)
    return list(found)


def test_a_batch_costs_as_many_statements_as_one_email(database: Database, post: Post, wait: Wait) -> None:
    wait(ALICE)
    with statements(database) as of_one:
        assert len(claimed(post)) == 1
    for name in people(MOST_AT_ONCE + 1):
        wait(name)
    with statements(database) as of_many:
        assert len(claimed(post)) == MOST_AT_ONCE
    assert len(of_many) == len(of_one)


@pytest.mark.fault("M-02")
@pytest.mark.parametrize(("rate", "at_once"), [(10.0, 1), (50.0, 5), (1e9, MOST_AT_ONCE)])
def test_who_sends_slowly_claims_no_more_than_goes_out_in_a_moment(
    post_with: MakePost, wait: Wait, rate: float, at_once: int
) -> None:
    for name in people(MOST_AT_ONCE + 1):
        wait(name)
    assert len(claimed(post_with(rate_per_second=rate))) == at_once


def test_a_confirmation_waits_for_the_digest_in_hand_and_no_other(
    post_with: MakePost, sender: RecordingSender, wait: Wait
) -> None:
    for name in people(6):
        wait(name)

    def ask(recipient: str) -> None:
        if len(sender.tried) == 2:
            sender.before = lambda _: None
            wait(BOB, "confirmation", "pending")

    sender.before = ask
    assert send_due(post_with(look_every=timedelta(0))).sent == 7
    assert sender.tried.index(BOB) == 3


@pytest.mark.fault("M-09")
def test_a_stuck_connection_keeps_only_its_own_email_from_going(
    post_with: MakePost, sender: RecordingSender, wait: Wait
) -> None:
    for name in people(10):
        wait(name)
    stuck: list[str] = []
    others_are_sent = threading.Event()

    def get_stuck(recipient: str) -> None:
        if not stuck:
            stuck.append(recipient)
            assert others_are_sent.wait(20)

    def on_effect(moment: str) -> None:
        if moment == "marked" and len(sender.sent) == 9:
            others_are_sent.set()

    sender.before = get_stuck
    assert send_due(post_with(connections=2, on_effect=on_effect)) == SendReport(sent=10)


@pytest.mark.fault("M-09")
@pytest.mark.fault("K-07")
def test_what_waits_behind_a_stuck_connection_is_given_back_to_others_and_was_no_try(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait
) -> None:
    for name in (ALICE, BOB, CHARLIE):
        wait(name)
    elsewhere = RecordingSender()

    def wait_for_the_others(recipient: str) -> None:
        sender.before = lambda _: None
        ends = time.monotonic() + 20
        while sum(row.state == "queued" for row in rows(database).values()) < 2:
            assert time.monotonic() < ends, "the others were not given back"
            time.sleep(0.01)
        assert {row.attempts for row in rows(database).values()} == {0}
        assert send_due(post_with(sender=elsewhere)).sent == 2

    sender.before = wait_for_the_others
    assert send_due(post_with(renew_every=timedelta(milliseconds=20))) == SendReport(sent=1)
    assert sorted(sender.recipients + elsewhere.recipients) == [ALICE, BOB, CHARLIE]


@pytest.mark.fault("K-15")
def test_what_a_dead_worker_had_in_hand_is_taken_over_one_by_one_and_the_rest_together(
    post: Post, wait: Wait, clock: HandClock
) -> None:
    for name in people(4):
        wait(name)
    assert len(claimed(post)) == 4
    clock.pass_by(seconds=LEASE.total_seconds())
    for name in (ALICE, BOB):
        wait(name)
    assert [(each.attempts, each.lease_no) for each in claimed(post)] == [(2, 2)]
    assert [len(claimed(post)) for _ in range(5)] == [1, 1, 1, 2, 0]


@pytest.mark.fault("M-01")
def test_an_email_in_trouble_stops_those_that_wait_behind_it(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    for name in people(5):
        wait(name)
        sender.answers[name] = [NotSent(False, None, "could not connect: refused", True, True)]
    assert send_due(post).sent == 0
    assert len(sender.tried) == 1
    assert {(row.state, row.attempts, row.lease_owner) for row in rows(database).values()} == {
        ("queued", 0, None)
    }


@pytest.mark.fault("K-09")
@pytest.mark.parametrize("changed", ["email", "generation"])
def test_a_letter_to_an_address_or_with_links_that_are_theirs_no_more_goes_once_as_they_are_now(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, changed: str
) -> None:
    wait(ALICE)

    def change(_recipient: str) -> None:
        sender.before = lambda _: None
        with database.writing() as session:
            person = session.scalars(select(SubscriberRow)).one()
            setattr(person, changed, {"email": BOB, "generation": person.generation + 1}[changed])

    sender.before, sender.answers = change, {ALICE: [Sent("250 ok")]}
    assert send_due(post) == SendReport(sent=1)
    assert sender.recipients == [BOB if changed == "email" else ALICE]
    assert len(sender.tried) == 2
