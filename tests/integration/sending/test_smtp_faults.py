"""The outbox emptied into a mail server that misbehaves: lost 0, repeats only where the dot was out, one bad
recipient or connection stops nobody else.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer, SmtpTimeouts
from alerts.services.letters import letter_to_store
from alerts.services.sending import Post, SendReport, send_due
from tests.factories import IDENTITY
from tests.fakes import HandClock
from tests.integration.sending.conftest import MakePost, Wait
from tests.rig.smtp import SmtpRig
from tests.rig.smtp_script import SILENCE, Act, Manner, Script, always, at_first

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"
SHORT = SmtpTimeouts(connect_s=1.0, step_s=1.0, after_dot_s=1.0, before_dot_s=2.0)
PATIENT = SmtpTimeouts(connect_s=20.0, step_s=20.0, after_dot_s=20.0, before_dot_s=60.0)
GREYLISTED = "451 4.7.1 greylisted"

PostTo = Callable[..., Post]


@pytest.fixture
def rig() -> Iterator[SmtpRig]:
    with SmtpRig() as running:
        yield running


@pytest.fixture
def post_to(rig: SmtpRig, post_with: MakePost) -> PostTo:
    """The way out through the rig's server."""

    def make(timeouts: SmtpTimeouts = PATIENT, **changed: object) -> Post:
        server = SmtpServer(rig.host, rig.port, "alerts.example", Security.NONE)
        return post_with(sender=SmtpSender(server, timeouts), **changed)

    return make


def told(rig: SmtpRig) -> list[str]:
    return sorted(message.recipients[0] for message in rig.messages())


def state(database: Database, email_id: str) -> str:
    with database.reading() as session:
        return session.get_one(EmailRow, email_id).state


def test_the_patience_with_a_server_is_this() -> None:
    assert SmtpTimeouts() == SmtpTimeouts(
        connect_s=10, step_s=60, after_dot_s=600, before_dot_s=120, stopping_s=20
    )


@pytest.mark.fault("M-01")
def test_a_server_that_refuses_connections_for_an_hour_tells_everybody_once_afterwards(
    rig: SmtpRig, post_to: PostTo, wait: Wait, clock: HandClock
) -> None:
    for name in (ALICE, BOB, CHARLIE):
        wait(name)
    rig.change(Script(is_refusing=True))
    for _ in range(12):
        assert send_due(post_to()).sent == 0
        clock.pass_by(minutes=5)
    rig.change(Script())
    assert send_due(post_to()) == SendReport(sent=3)
    assert told(rig) == [ALICE, BOB, CHARLIE]


@pytest.mark.fault("M-02")
def test_who_is_greylisted_for_ten_minutes_is_told_once_at_the_try_after_fifteen_more(
    rig: SmtpRig, post_to: PostTo, wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    rig.change(Script(recipients={ALICE: (GREYLISTED, GREYLISTED, "250 2.1.5 ok")}))
    tried = []
    for minute in range(31):
        before = rig.verbs.count("RCPT")
        send_due(post_to())
        if rig.verbs.count("RCPT") > before:
            tried.append(minute)
        clock.pass_by(minutes=1)
    assert tried == [0, 5, 20]
    assert told(rig) == [ALICE]


@pytest.mark.fault("M-04")
def test_a_connection_that_breaks_in_the_letter_costs_a_try_and_nobody_else_theirs(
    rig: SmtpRig, post_to: PostTo, wait: Wait, clock: HandClock
) -> None:
    for name in (ALICE, BOB, CHARLIE):
        wait(name)
    rig.change(at_first(drops_at_data_byte=100))
    assert send_due(post_to()) == SendReport(sent=2, failed_temporarily=1, held=1)
    clock.pass_by(minutes=5)
    assert send_due(post_to()) == SendReport(sent=1)
    assert told(rig) == [ALICE, BOB, CHARLIE]


@pytest.mark.fault("M-05")
@pytest.mark.parametrize(("is_stored", "copies"), [(True, 2), (False, 1)])
def test_a_drop_after_the_dot_is_tried_again_with_the_same_id_and_bytes(
    rig: SmtpRig, post_to: PostTo, wait: Wait, clock: HandClock, is_stored: bool, copies: int
) -> None:
    email_id = wait(ALICE)
    rig.change(at_first(dot=Act(drops=True, stores=is_stored)))
    assert send_due(post_to()) == SendReport(failed_temporarily=1, held=1)
    clock.pass_by(minutes=5)
    assert send_due(post_to()) == SendReport(sent=1)
    received = rig.messages()
    assert len(received) == copies
    assert {message.parsed["Message-ID"] for message in received} == {f"<{email_id}@mail.alerts.example>"}
    assert len({message.bytes for message in received}) == 1


@pytest.mark.fault("M-06")
def test_a_letter_that_was_taken_is_sent_though_the_connection_dies(
    database: Database, rig: SmtpRig, post_to: PostTo, wait: Wait
) -> None:
    email_id = wait(ALICE)
    rig.change(always(dot=Act(drops_afterwards=True)))
    assert send_due(post_to()) == SendReport(sent=1)
    assert send_due(post_to()) == SendReport()
    assert (told(rig), state(database, email_id)) == ([ALICE], "sent")


@pytest.mark.fault("M-07")
@pytest.mark.parametrize("step", ["banner", "rcpt"])
def test_a_silent_server_is_given_up_and_everybody_is_told_once_it_speaks(
    rig: SmtpRig, post_to: PostTo, wait: Wait, clock: HandClock, step: str
) -> None:
    for name in (ALICE, BOB, CHARLIE):
        wait(name)
    rig.change(at_first(**{step: SILENCE}))
    began = time.monotonic()
    send_due(post_to(SHORT))
    assert time.monotonic() - began < 15
    clock.pass_by(minutes=5)
    send_due(post_to())
    assert told(rig) == [ALICE, BOB, CHARLIE]


@pytest.mark.fault("M-08")
def test_a_server_that_thinks_after_the_dot_is_waited_for_under_a_lease_that_is_renewed(
    database: Database, rig: SmtpRig, post_to: PostTo, wait: Wait
) -> None:
    wait(ALICE)
    rig.change(always(dot=Act(wait_s=2.5)))
    slow = SmtpTimeouts(connect_s=2.0, step_s=2.0, after_dot_s=60.0, before_dot_s=2.0)
    assert send_due(post_to(slow)) == SendReport(sent=1)
    assert told(rig) == [ALICE]


@pytest.mark.fault("M-09")
def test_of_four_connections_one_that_trickles_holds_up_only_its_own_letter(
    rig: SmtpRig, post_to: PostTo, wait: Wait
) -> None:
    people = [f"person{number}@example.com" for number in range(40)]
    for person in people:
        wait(person)
    slow, usual = Manner(trickle_s=0.5), Manner({"dot": Act(wait_s=0.02)})
    rig.change(Script(connections=(slow, usual)))
    patience = SmtpTimeouts(connect_s=20.0, step_s=20.0, after_dot_s=20.0, before_dot_s=8.0)
    sending = threading.Thread(target=send_due, args=(post_to(patience, connections=4),))
    sending.start()
    until = time.monotonic() + 7
    while len(rig.messages()) < 20 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(rig.messages()) >= 20, "the others waited for the one that trickles"
    assert sending.is_alive()
    sending.join(60)
    assert max(Counter(told(rig)).values()) == 1


@pytest.mark.fault("M-19")
@pytest.mark.parametrize(
    "text",
    [
        "before\n.\nMAIL FROM:<eve@example.com>\n.hidden\n",
        "x" * 5000 + "\n",
        "right to left \u202eevil\u202c and back\n",
        "a" + "\u0301" * 10_000 + "\n",
        "ends with a dot\n.\n",
    ],
    ids=["speaks SMTP", "long line", "right to left", "combining marks", "dot at the end"],
)
def test_whatever_a_body_holds_it_arrives_as_one_message_with_the_same_text(
    database: Database, rig: SmtpRig, post_to: PostTo, wait: Wait, text: str
) -> None:
    email_id = wait(ALICE)
    with database.writing() as session:
        row = session.get_one(EmailRow, email_id)
        row.text = text
        row.letter = letter_to_store(IDENTITY, row, [])
    assert send_due(post_to()) == SendReport(sent=1)
    (received,) = rig.messages()
    body = received.parsed.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == text
    lines = received.bytes.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert rig.verbs.count("MAIL") == 1


@pytest.mark.fault("D-07")
def test_while_the_server_hangs_no_connection_to_the_database_is_in_use_and_others_are_quick(
    database: Database, rig: SmtpRig, post_to: PostTo, wait: Wait
) -> None:
    for number in range(4):
        wait(f"person{number}@example.com")
    rig.change(always(rcpt=Act(wait_s=3.0)))
    sending = threading.Thread(target=send_due, args=(post_to(connections=4),))
    sending.start()
    while rig.verbs.count("RCPT") < 4:
        time.sleep(0.02)
    in_use, took = [], []
    for _ in range(50):
        in_use.append(database.engine.pool.checkedout())
        began = time.monotonic()
        with database.writing() as session:
            session.get(EmailRow, "none")
        took.append(time.monotonic() - began)
    sending.join(60)
    assert set(in_use) == {0}
    assert sorted(took)[-1] < 1.0
    assert len(rig.messages()) == 4
