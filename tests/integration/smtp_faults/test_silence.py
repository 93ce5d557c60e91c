"""A mail server that says nothing, or too slowly: given up before the dot, waited for after it."""

import pytest

from alerts.mail.outcome import NotSent, Sent, Unknown
from alerts.mail.smtp_settings import SmtpTimeouts
from tests.integration.smtp_faults.conftest import PATIENT, SHORT
from tests.rig.letters import ENVELOPE_FROM, a_message
from tests.rig.smtp_script import SILENCE, Act, at_first


def deliver(connection):
    return connection.deliver(a_message(), ENVELOPE_FROM, "alice@example.com")


@pytest.mark.fault("M-07")
@pytest.mark.parametrize("step", ["banner", "ehlo", "mail", "rcpt", "data"])
def test_a_server_that_falls_silent_is_given_up_and_the_next_connection_serves(rig, sender_to, step):
    rig.change(at_first(**{step: SILENCE}))
    with sender_to(SHORT).connect() as connection:
        first = deliver(connection)
    with sender_to(PATIENT).connect() as connection:
        second = deliver(connection)
    assert isinstance(first, NotSent)
    assert (first.is_permanent, first.is_connection_lost) == (False, True)
    assert "timed out" in first.reason
    assert second == Sent("2.0.0 taken")
    assert len(rig.messages()) == 1


@pytest.mark.fault("M-07")
def test_a_silent_greeting_has_the_time_of_a_connection_and_not_of_a_step(rig, sender_to):
    rig.change(at_first(banner=Act(wait_s=3.0)))
    short_connect = SmtpTimeouts(connect_s=0.5, step_s=60.0, after_dot_s=60.0, before_dot_s=60.0)
    with sender_to(short_connect).connect() as connection:
        outcome = deliver(connection)
    assert outcome == NotSent(False, None, outcome.reason, is_connection_lost=True, is_server_sick=True)
    assert rig.messages() == []


@pytest.mark.fault("M-08")
def test_a_server_that_thinks_after_the_dot_is_waited_for_beyond_the_time_of_a_step(rig, sender_to):
    rig.change(at_first(dot=Act(wait_s=2.5)))
    short_steps = SmtpTimeouts(connect_s=2.0, step_s=2.0, after_dot_s=60.0, before_dot_s=2.0)
    with sender_to(short_steps).connect() as connection:
        outcome = deliver(connection)
    assert outcome == Sent("2.0.0 taken")
    assert len(rig.messages()) == 1


@pytest.mark.fault("M-08")
def test_a_server_silent_for_ever_after_the_dot_leaves_the_letter_unknown(rig, sender_to):
    rig.change(at_first(dot=SILENCE))
    with sender_to(SHORT).connect() as connection:
        outcome = deliver(connection)
    assert isinstance(outcome, Unknown)
    assert "timed out" in outcome.reason


@pytest.mark.fault("M-09")
def test_a_byte_now_and_then_buys_no_time(rig, sender_to):
    # Each byte comes well within the step, the greeting of some 20 bytes as a whole does not.
    rig.change(at_first(trickle_s=0.2))
    with sender_to(SHORT).connect() as connection:
        outcome = deliver(connection)
    assert isinstance(outcome, NotSent)
    assert "timed out" in outcome.reason
    assert rig.messages() == []


@pytest.mark.fault("M-09")
def test_answers_each_in_time_but_too_slow_together_are_given_up(rig, sender_to):
    slow = Act(wait_s=0.7)
    rig.change(at_first(banner=slow, ehlo=slow, mail=slow, rcpt=slow))
    two_seconds = SmtpTimeouts(connect_s=60.0, step_s=60.0, after_dot_s=60.0, before_dot_s=2.0)
    with sender_to(two_seconds).connect() as connection:
        outcome = deliver(connection)
    assert isinstance(outcome, NotSent)
    assert "timed out" in outcome.reason
    assert rig.messages() == []


@pytest.mark.fault("M-07")
def test_a_server_silent_at_the_goodbye_takes_nothing_back(rig, sender_to):
    rig.change(at_first(quit=SILENCE))
    with sender_to(SHORT).connect() as connection:
        outcome = deliver(connection)
    assert outcome == Sent("2.0.0 taken")
