"""What comes of mail that comes back."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.db.tables import TABLES
from alerts.domain.return_address import return_address
from alerts.domain.suppression import Reason
from alerts.mail.compose import Email
from alerts.mail.outcome import NotSent, Sent, Unknown
from alerts.services.privacy import erase
from alerts.services.queueing import queue
from alerts.services.returned import Took, take_in
from alerts.services.sending import Post, SendReport, send_due
from alerts.services.subscribing import Desk
from alerts.services.suppression import write_again
from tests.fakes import HandClock, RecordingSender
from tests.integration.returned.conftest import ALICE, BOB, OURS, Records, SendTo, TakeIn
from tests.integration.sending.conftest import MakePost, Wait
from tests.returned_mail import names, returned

GONE = ("postfix_no_such_user", "exchange_no_such_user", "gmail_no_such_user", "sendmail_vague_status")
SAYS_NOTHING = ("postfix_mailbox_full", "exchange_no_route", "postfix_given_up")
NO_BOUNCE = (
    "postfix_delayed", "delivered_after_all", "out_of_office", "reply_by_a_person", "read_receipt",
    "not_spam_after_all", "not_ours",
)  # fmt: skip


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("name", GONE)
def test_a_mailbox_that_is_not_there_is_written_to_no_more(
    send_to: SendTo, take: TakeIn, records: Records, name: str
) -> None:
    address = send_to(BOB)
    assert take(returned(name, address)) is Took.BOUNCES
    assert records.why(BOB) is Reason.HARD_BOUNCE
    assert records.emails(BOB)[0][0] == "bounced"
    assert records.subscriptions() == ["confirmed"]


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("name", ["postfix_refused_by_policy", "qmail_no_such_user"])
def test_another_refusal_counts_once_a_day_and_stops_a_person_on_the_third(
    send_to: SendTo, take: TakeIn, records: Records, clock: HandClock, name: str
) -> None:
    for is_over in (False, False, True):
        first, second = send_to(BOB), send_to(BOB, lane="manage")
        for address in (first, second):
            assert take(returned(name, address)) is Took.BOUNCES
        assert (records.why(BOB) is Reason.HARD_BOUNCE) is is_over
        clock.pass_by(days=2)


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("name", SAYS_NOTHING)
def test_a_full_mailbox_a_lost_route_and_a_silent_server_stop_nobody(
    send_to: SendTo, take: TakeIn, records: Records, clock: HandClock, name: str
) -> None:
    for _ in range(5):
        assert take(returned(name, send_to(BOB))) is Took.BOUNCES
        clock.pass_by(days=1)
    assert records.why(BOB) is None
    assert {state for state, _ in records.emails(BOB)} == {"bounced"}


def test_two_notices_of_one_email_count_as_one(
    send_to: SendTo, take: TakeIn, records: Records, clock: HandClock
) -> None:
    address = send_to(BOB)
    for days in range(4):
        content = returned("postfix_refused_by_policy", address).replace(b"11:04:31", b"11:04:3%d" % days)
        take(content)
        clock.pass_by(days=1)
    assert records.why(BOB) is None


@pytest.mark.parametrize("name", ["complaint", "complaint_with_return_path"])
def test_who_complains_is_written_to_no_more(
    send_to: SendTo, take: TakeIn, records: Records, name: str
) -> None:
    assert take(returned(name, send_to(BOB))) is Took.COMPLAINTS
    assert records.why(BOB) is Reason.COMPLAINT
    assert records.emails(BOB) == [("sent", None)]


@pytest.mark.fault("M-14")
@pytest.mark.parametrize("name", NO_BOUNCE)
def test_what_is_no_bounce_changes_nothing(
    database: Database, send_to: SendTo, take: TakeIn, records: Records, name: str
) -> None:
    address = send_to(BOB)
    before = _dump(database)
    assert take(returned(name, address)) is Took.IGNORED
    assert _dump(database) == before


@pytest.mark.fault("M-13")
def test_a_forged_bounce_changes_nothing(
    database: Database, send_to: SendTo, take: TakeIn, records: Records
) -> None:
    address, alices = send_to(BOB), send_to(ALICE)
    local, _, domain = address.partition("@")
    email_id = local.partition("+")[2].partition(".")[0]
    before = _dump(database)
    for forged in (
        return_address(email_id, BOB, domain, "another key of 32 letters or more"),
        return_address(email_id, ALICE, domain, OURS.key),
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
        f"bounce+{email_id}.{alices.partition('.')[2]}",
        f"bounce+{email_id}@{domain}",
        return_address("f" * 32, BOB, domain, OURS.key),
    ):
        assert take(returned("postfix_no_such_user", forged)) is Took.IGNORED
        assert take(returned("complaint", forged)) is Took.IGNORED
    assert _dump(database) == before


@pytest.mark.fault("M-13")
def test_a_replayed_bounce_changes_nothing_even_after_an_operator_lifted_the_first(
    database: Database, send_to: SendTo, take: TakeIn, records: Records
) -> None:
    content = returned("postfix_no_such_user", send_to(BOB))
    complaint = returned("complaint", send_to(BOB, lane="manage"))
    assert (take(content), take(complaint)) == (Took.BOUNCES, Took.COMPLAINTS)
    _allow(database, BOB)
    assert (take(content), take(complaint)) == (Took.IGNORED, Took.IGNORED)
    assert records.why(BOB) is None


@pytest.mark.fault("M-13")
@pytest.mark.parametrize(("days", "took"), [(7, Took.BOUNCES), (7.001, Took.IGNORED)])
def test_a_bounce_counts_for_seven_days_after_it_was_sent(
    send_to: SendTo, take: TakeIn, records: Records, clock: HandClock, days: float, took: Took
) -> None:
    address = send_to(BOB)
    clock.pass_by(days=days)
    assert take(returned("postfix_no_such_user", address)) is took


@pytest.mark.fault("M-13")
def test_a_bounce_of_ten_megabytes_changes_nothing(database: Database, send_to: SendTo, take: TakeIn) -> None:
    address = send_to(BOB)
    before = _dump(database)
    large = returned("postfix_no_such_user", address).replace(
        b"Two-storey", b"x" * 10_000_000 + b"\nTwo-storey"
    )
    assert take(large) is Took.IGNORED
    assert _dump(database) == before


def test_a_bounce_from_a_persons_former_address_does_not_stop_their_new_one(
    database: Database, send_to: SendTo, take: TakeIn, records: Records
) -> None:
    address = send_to(BOB)
    with database.writing() as session:
        person = subscriptions.subscriber_of(session, BOB)
        assert person is not None
        person.email = "robert@example.com"
    assert take(returned("postfix_no_such_user", address)) is Took.IGNORED
    assert records.why("robert@example.com") is None


def test_a_bounce_of_somebody_who_was_erased_meanwhile_is_ignored(
    database: Database, send_to: SendTo, take: TakeIn, records: Records
) -> None:
    address = send_to(BOB)
    with database.writing() as session:
        person = subscriptions.subscriber_of(session, BOB)
        assert person is not None
        erase(session, person, OURS.keys)
    assert take(returned("postfix_no_such_user", address)) is Took.IGNORED
    assert records.why(BOB) is None


@pytest.mark.fault("M-12")
@pytest.mark.parametrize(
    "outcome",
    [Sent("250 ok"), Unknown("no answer to the dot"), NotSent(False, None, "broken off", True, False)],
    ids=["sent", "unknown", "seemingly not sent"],
)
def test_a_bounce_that_comes_before_its_email_is_marked_is_kept_and_applied(
    database: Database, post_with: MakePost, wait: Wait, sender: RecordingSender, take: TakeIn, records: Records,
    outcome,
) -> None:  # fmt: skip
    took: list[Took] = []

    def on_effect(name: str) -> None:
        if name == "marking":
            took.append(take(returned("postfix_mailbox_full", sender.envelopes[BOB])))
            assert records.emails(BOB) == [("sending", "5.2.2")]

    sender.answers = {BOB: [outcome]}
    wait(BOB)
    send_due(post_with(identity=OURS, on_effect=on_effect))
    assert took == [Took.BOUNCES]
    assert records.emails(BOB) == [("bounced", "5.2.2")]
    assert send_due(post_with(identity=OURS)) == SendReport()
    assert sender.tried == [BOB]


@pytest.mark.fault("M-12")
def test_an_email_whose_sender_died_and_that_came_back_is_not_sent_again(
    post_with: MakePost, wait: Wait, sender: RecordingSender, take: TakeIn, records: Records, clock: HandClock
) -> None:
    class Killed(BaseException):
        pass

    def on_effect(name: str) -> None:
        if name == "marking":
            raise Killed

    wait(BOB)
    with pytest.raises(Killed):
        send_due(post_with(identity=OURS, on_effect=on_effect))
    assert take(returned("postfix_mailbox_full", sender.envelopes[BOB])) is Took.BOUNCES
    clock.pass_by(hours=1)
    assert send_due(post_with(identity=OURS)) == SendReport()
    assert records.emails(BOB) == [("bounced", "5.2.2")]
    assert sender.tried == [BOB]


@pytest.mark.fault("M-12")
def test_an_email_that_waits_for_another_try_and_came_back_is_not_sent_again(
    post: Post, wait: Wait, sender: RecordingSender, take: TakeIn, records: Records, clock: HandClock
) -> None:
    sender.answers = {BOB: [Unknown("no answer to the dot"), Sent("250 ok")]}
    wait(BOB)
    send_due(post)
    assert records.emails(BOB) == [("queued", None)]
    take(returned("postfix_mailbox_full", sender.envelopes[BOB]))
    clock.pass_by(hours=1)
    assert send_due(post) == SendReport()
    assert records.emails(BOB) == [("bounced", "5.2.2")]


def test_an_operators_own_mail_that_comes_back_stops_nobody(
    post: Post, database: Database, sender: RecordingSender, take: TakeIn, records: Records
) -> None:
    with database.writing() as session:
        queue(session, OURS, None, "operator", Email("A feed is held", "Look\n", "<p>Look</p>"), post.clock())
    send_due(post)
    address = sender.envelopes["help@alerts.example"]
    assert take(returned("postfix_no_such_user", address)) is Took.BOUNCES
    assert records.why("help@alerts.example") is None


@pytest.mark.fault("M-13")
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(), st.sampled_from(names()).map(returned)), st.data())
def test_no_bytes_of_a_stranger_act(
    database: Database, desk: Callable[[], Desk], content: bytes, data: st.DataObject
) -> None:
    """Whatever is sent by who has no return address of ours, nothing is written."""
    written: list[str] = []
    at = data.draw(st.integers(0, len(content)))
    damaged = content[:at] + data.draw(st.binary(max_size=10)) + content[at:]
    trap = lambda *_: written.append("flushed")  # noqa: E731
    with database.writing() as session:
        event.listen(session, "after_flush", trap)
        assert take_in(session, desk(), damaged) is Took.IGNORED
        assert take_in(session, desk(), content) is Took.IGNORED
    assert written == []


def _dump(database: Database) -> list[tuple[object, ...]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        return [tuple(row) for table in TABLES.sorted_tables for row in connection.execute(select(table))]


def _allow(database: Database, address: str) -> None:
    with database.writing() as session:
        assert write_again(session, OURS.keys, address)
