"""A mail server that refuses: whose fault it is, and who else is told nevertheless."""

import pytest

from alerts.mail.errors import UnsendableAddressError
from alerts.mail.outcome import NotSent, Sent
from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import SmtpServer
from tests.integration.smtp_faults.conftest import SHORT
from tests.rig.letters import ENVELOPE_FROM, MESSAGE_ID, a_message
from tests.rig.smtp_script import Act, Script, always, at_first


def deliver(connection, name="alice"):
    address = f"{name}@example.com"
    return connection.deliver(a_message(recipient=address), ENVELOPE_FROM, address)


def told(rig):
    return [received.recipients for received in rig.messages()]


@pytest.mark.fault("M-01")
def test_a_server_that_is_away_is_nobodys_fault_and_the_letter_is_sent_once_when_it_is_back(rig, sender_to):
    rig.change(Script(is_refusing=True))
    with sender_to().connect() as connection:
        first = deliver(connection)
        rig.change(Script())
        second = deliver(connection)
    assert first == NotSent(False, None, first.reason, is_connection_lost=True, is_server_sick=True)
    assert "refused" in first.reason
    assert second == Sent("2.0.0 taken")
    assert told(rig) == [("alice@example.com",)]


@pytest.mark.fault("M-01")
def test_a_server_whose_name_is_gone_is_nobodys_fault():
    with SmtpSender(SmtpServer("mail.invalid", 25, "alerts.example"), SHORT).connect() as connection:
        outcome = deliver(connection)
    assert outcome == NotSent(False, None, outcome.reason, is_connection_lost=True, is_server_sick=True)
    assert "could not connect" in outcome.reason


@pytest.mark.fault("M-02")
def test_a_greylisted_letter_is_told_once_at_the_third_try(rig, sender_to):
    later = "451 4.7.1 greylisted"
    rig.change(Script(recipients={"alice@example.com": (later, later, "250 2.1.5 ok")}))
    with sender_to().connect() as connection:
        outcomes = [deliver(connection) for _ in range(3)]
    greylisted = NotSent(False, 451, "4.7.1 greylisted", False, False)
    assert outcomes == [greylisted, greylisted, Sent("2.0.0 taken")]
    assert told(rig) == [("alice@example.com",)]
    assert rig.connection_count == 1


@pytest.mark.fault("M-02")
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("421 4.3.2 closing", NotSent(False, 421, "4.3.2 closing", True, True, uses_up_a_try=True)),
        ("450 4.2.0 busy", NotSent(False, 450, "4.2.0 busy", False, False)),
        ("451 4.3.0 try later", NotSent(False, 451, "4.3.0 try later", False, False)),
        ("452 4.2.2 full", NotSent(False, 452, "4.2.2 full", False, False)),
        ("454 4.7.0 throttled", NotSent(False, 454, "4.7.0 throttled", False, True)),
    ],
)
@pytest.mark.parametrize("step", ["rcpt", "data", "dot"])
def test_a_4xx_is_temporary_wherever_it_comes(rig, sender_to, step, reply, expected):
    rig.change(at_first(**{step: Act(reply=reply, drops_afterwards=reply.startswith("421"))}))
    with sender_to().connect() as connection:
        first = deliver(connection)
    with sender_to().connect() as connection:
        second = deliver(connection)
    assert (first, second) == (expected, Sent("2.0.0 taken"))
    assert told(rig) == [("alice@example.com",)]


@pytest.mark.fault("M-02")
@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "452 4.3.1 full", "550 5.7.1 not from you"])
@pytest.mark.parametrize("step", ["banner", "mail"])
def test_a_refusal_before_the_recipient_is_named_is_the_servers(rig, sender_to, step, reply):
    rig.change(always(**{step: Act(reply=reply)}))
    with sender_to().connect() as connection:
        outcome = deliver(connection)
    assert (outcome.is_permanent, outcome.code, outcome.is_server_sick) == (False, int(reply[:3]), True)


@pytest.mark.fault("M-03")
def test_an_unknown_mailbox_stops_nobody_else(rig, sender_to):
    rig.change(Script(recipients={"bob@example.com": ("550 5.1.1 no such user",)}))
    with sender_to().connect() as connection:
        outcomes = {name: deliver(connection, name) for name in ("alice", "bob", "charlie")}
    assert outcomes == {
        "alice": Sent("2.0.0 taken"),
        "bob": NotSent(True, 550, "5.1.1 no such user", False, False),
        "charlie": Sent("2.0.0 taken"),
    }
    assert outcomes["bob"].enhanced_status == "5.1.1"
    assert told(rig) == [("alice@example.com",), ("charlie@example.com",)]
    assert rig.connection_count == 1


@pytest.mark.fault("M-03")
def test_a_letter_refused_for_its_content_stops_for_good(rig, sender_to):
    rig.change(always(dot=Act(reply="554 5.7.1 looks like spam")))
    with sender_to().connect() as connection:
        assert deliver(connection) == NotSent(True, 554, "5.7.1 looks like spam", False, False)
    assert told(rig) == []


@pytest.mark.fault("M-16")
def test_mail_for_a_german_domain_goes_to_that_domain(rig, sender_to):
    with sender_to().connect() as connection:
        connection.deliver(a_message(recipient="x@faß.de"), ENVELOPE_FROM, "x@faß.de")
    assert "RCPT TO:<x@xn--fa-hia.de>" in rig.commands
    (received,) = rig.messages()
    assert received.recipients == ("x@xn--fa-hia.de",)
    assert received.parsed["To"] == "x@xn--fa-hia.de"


@pytest.mark.fault("M-16")
@pytest.mark.parametrize("address", ["jösé@example.com", "a@b@c", "ﬁ@x", "alice@example.com\r\nDATA"])
def test_an_address_that_cannot_be_sent_is_refused_before_the_server_hears_of_it(rig, sender_to, address):
    with sender_to().connect() as connection, pytest.raises(UnsendableAddressError):
        connection.deliver(a_message(), ENVELOPE_FROM, address)
    assert rig.connection_count == 0


@pytest.mark.fault("M-19")
def test_a_body_that_speaks_smtp_arrives_as_one_message(rig, sender_to):
    text = "before\r\n.\r\nMAIL FROM:<eve@example.com>\r\n.hidden\r\n"
    message = a_message(text=text)
    with sender_to().connect() as connection:
        connection.deliver(message, ENVELOPE_FROM, "alice@example.com")
    (received,) = rig.messages()
    assert received.bytes == message
    assert received.envelope_from == ENVELOPE_FROM
    assert received.parsed.get_body(("plain",)).get_content() == text
    assert rig.verbs.count("MAIL") == 1


@pytest.mark.fault("M-21")
def test_a_message_arrives_byte_for_byte_with_its_own_id(rig, sender_to):
    with sender_to().connect() as connection:
        deliver(connection)
    (received,) = rig.messages()
    assert received.bytes == a_message()
    assert received.parsed["Message-ID"] == MESSAGE_ID
