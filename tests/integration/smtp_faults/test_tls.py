"""Required safety is had or the server is refused, and nothing secret is said before."""

import base64

import pytest

from alerts.mail.outcome import NotSent, Sent
from alerts.mail.smtp_settings import Security
from tests.rig.letters import ENVELOPE_FROM, a_message
from tests.rig.smtp_script import Act, Certificate, Manner, Script

WITH_PASSWORD = {"username": "alerts", "password": "secret"}


def deliver(connection):
    return connection.deliver(a_message(), ENVELOPE_FROM, "alice@example.com")


def is_refused_as_sick(outcome):
    return isinstance(outcome, NotSent) and outcome.is_server_sick and not outcome.is_permanent


@pytest.mark.fault("M-10")
@pytest.mark.parametrize(
    "certificate", [Certificate.SELF_SIGNED, Certificate.EXPIRED, Certificate.WRONG_NAME]
)
@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_with_a_bad_certificate_gets_neither_password_nor_letter(
    rig, sender_to, security, certificate
):
    rig.change(
        Script(
            certificate=certificate,
            is_tls_from_start=security is Security.TLS,
            auth_reply="235 2.7.0 welcome",
        )
    )
    with sender_to(security=security, **WITH_PASSWORD).connect() as connection:
        outcome = deliver(connection)
    assert is_refused_as_sick(outcome)
    assert "certificate verify failed" in outcome.reason
    assert {"AUTH", "MAIL"}.isdisjoint(rig.verbs)
    assert rig.messages() == []


@pytest.mark.fault("M-10")
def test_a_server_stripped_of_starttls_gets_neither_password_nor_letter(rig, sender_to):
    rig.change(Script(auth_reply="235 2.7.0 welcome"))
    with sender_to(security=Security.STARTTLS, **WITH_PASSWORD).connect() as connection:
        outcome = deliver(connection)
    assert is_refused_as_sick(outcome)
    assert rig.verbs == ["EHLO"]
    assert rig.messages() == []


@pytest.mark.fault("M-10")
def test_a_server_that_puts_starttls_off_gets_neither_password_nor_letter(rig, sender_to):
    later = Manner({"starttls": Act(reply="454 4.7.0 not now", drops_afterwards=True)})
    rig.change(Script(connections=(later,), certificate=Certificate.TRUSTED, auth_reply="235 2.7.0 welcome"))
    with sender_to(security=Security.STARTTLS, **WITH_PASSWORD).connect() as connection:
        outcome = deliver(connection)
    assert outcome == NotSent(False, 454, "4.7.0 not now", is_connection_lost=True, is_server_sick=True)
    assert {"AUTH", "MAIL"}.isdisjoint(rig.verbs)


@pytest.mark.fault("M-10")
@pytest.mark.parametrize(
    ("security", "verbs"),
    [
        (Security.STARTTLS, ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]),
        (Security.TLS, ["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]),
    ],
)
def test_a_server_with_a_good_certificate_gets_password_and_letter_once_it_is_safe(
    rig, sender_to, security, verbs
):
    rig.change(
        Script(
            certificate=Certificate.TRUSTED,
            is_tls_from_start=security is Security.TLS,
            auth_reply="235 2.7.0 welcome",
        )
    )
    with sender_to(security=security, **WITH_PASSWORD).connect() as connection:
        outcome = deliver(connection)
    assert outcome == Sent("2.0.0 taken")
    assert rig.verbs == verbs
    assert "AUTH PLAIN " + base64.b64encode(b"\0alerts\0secret").decode() in rig.commands
    assert len(rig.messages()) == 1


@pytest.mark.fault("M-11")
def test_a_wrong_password_is_tried_once_and_blamed_on_no_recipient(rig, sender_to):
    rig.change(Script(certificate=Certificate.TRUSTED, auth_reply="535 5.7.8 wrong"))
    with sender_to(security=Security.STARTTLS, **WITH_PASSWORD).connect() as connection:
        outcome = deliver(connection)
    assert outcome == NotSent(False, 535, "5.7.8 wrong", is_connection_lost=True, is_server_sick=True)
    assert rig.verbs == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
    assert "secret" not in outcome.reason


def test_a_server_that_offers_no_login_gets_no_letter_from_who_has_a_password(rig, sender_to):
    rig.change(Script(certificate=Certificate.TRUSTED))
    with sender_to(security=Security.STARTTLS, **WITH_PASSWORD).connect() as connection:
        outcome = deliver(connection)
    assert is_refused_as_sick(outcome)
    assert rig.messages() == []
