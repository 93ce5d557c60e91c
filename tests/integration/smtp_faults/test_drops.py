"""A mail server that goes away amid a letter: what it has and has not, and what the next try costs."""

import select
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.mail.outcome import NotSent, Phase, Sent, Unknown
from alerts.mail.smtp_settings import SmtpTimeouts
from tests.rig.letters import ENVELOPE_FROM, MESSAGE_ID, a_message
from tests.rig.smtp_script import Act, at_first

PROJECT = Path(__file__).resolve().parents[3]
WIRE_BYTES = len(a_message()) + len(".\r\n")


def deliver(connection, **how):
    return connection.deliver(a_message(), ENVELOPE_FROM, "alice@example.com", **how)


@pytest.mark.fault("M-04")
@pytest.mark.parametrize(
    "byte", [1, WIRE_BYTES // 2, WIRE_BYTES - 1], ids=["first", "middle", "last but one"]
)
def test_a_letter_cut_off_before_its_end_is_told_once_at_the_next_try(rig, sender_to, byte):
    rig.change(at_first(drops_at_data_byte=byte))
    with sender_to().connect() as connection:
        first = deliver(connection)
        second = deliver(connection)
    assert isinstance(first, NotSent | Unknown)
    assert second == Sent("2.0.0 taken")
    assert len(rig.messages()) == 1


@pytest.mark.fault("M-04")
def test_a_letter_whose_dot_could_not_be_written_is_known_not_to_be_sent(rig, sender_to):
    def await_the_drop(phase):
        if phase is Phase.DATA:
            select.select([connection.host.sock], [], [], 20)

    rig.change(at_first(drops_at_data_byte=1))
    with sender_to().connect() as connection:
        outcome = deliver(connection, on_phase=await_the_drop)
    assert outcome == NotSent(False, None, outcome.reason, is_connection_lost=True, is_server_sick=False)
    assert "before the dot" in outcome.reason


@pytest.mark.fault("M-05")
def test_a_drop_after_the_dot_is_unknown_and_costs_a_second_copy_if_the_first_was_kept(rig, sender_to):
    rig.change(at_first(dot=Act(drops=True)))
    with sender_to().connect() as connection:
        first = deliver(connection)
        second = deliver(connection)
    assert isinstance(first, Unknown)
    assert second == Sent("2.0.0 taken")
    assert [received.bytes for received in rig.messages()] == [a_message(), a_message()]
    assert {received.parsed["Message-ID"] for received in rig.messages()} == {MESSAGE_ID}


@pytest.mark.fault("M-05")
def test_a_drop_after_the_dot_costs_nothing_if_the_letter_was_not_kept(rig, sender_to):
    rig.change(at_first(dot=Act(drops=True, stores=False)))
    with sender_to().connect() as connection:
        first = deliver(connection)
        second = deliver(connection)
    assert isinstance(first, Unknown)
    assert second == Sent("2.0.0 taken")
    assert len(rig.messages()) == 1


@pytest.mark.fault("M-06")
def test_a_letter_that_was_taken_is_sent_though_the_connection_dies_before_quit(rig, sender_to):
    rig.change(at_first(dot=Act(drops_afterwards=True)))
    with sender_to().connect() as connection:
        outcome = deliver(connection)
    assert outcome == Sent("2.0.0 taken")
    assert len(rig.messages()) == 1


@pytest.mark.fault("M-06")
def test_the_next_letter_goes_over_a_new_connection(rig, sender_to):
    rig.change(at_first(dot=Act(drops_afterwards=True)))
    with sender_to().connect() as connection:
        outcomes = [deliver(connection), deliver(connection)]
    assert outcomes == [Sent("2.0.0 taken"), Sent("2.0.0 taken")]
    assert (len(rig.messages()), rig.connection_count) == (2, 2)


@pytest.mark.parametrize("step", ["banner", "ehlo", "mail", "rcpt", "data"])
def test_a_drop_before_the_letter_is_known_not_to_be_sent(rig, sender_to, step):
    rig.change(at_first(**{step: Act(drops=True)}))
    with sender_to().connect() as connection:
        first = deliver(connection)
        second = deliver(connection)
    assert isinstance(first, NotSent)
    assert (first.is_permanent, first.is_connection_lost) == (False, True)
    assert second == Sent("2.0.0 taken")
    assert len(rig.messages()) == 1


def test_a_refused_letter_does_not_spoil_the_next_when_the_server_hangs_up_between(rig, sender_to):
    rig.change(
        replace(at_first(rset=Act(drops=True)), recipients={"bob@example.com": ("550 5.1.1 unknown",)})
    )
    with sender_to().connect() as connection:
        refused = connection.deliver(a_message(), ENVELOPE_FROM, "bob@example.com")
        taken = deliver(connection)
    assert (refused.code, taken) == (550, Sent("2.0.0 taken"))
    assert (len(rig.messages()), rig.connection_count) == (1, 2)


@pytest.mark.fault("M-06")
def test_a_server_that_closes_when_the_next_letter_is_begun_gets_it_over_a_new_connection(rig, sender_to):
    with sender_to().connect() as connection:
        first = deliver(connection)
        rig.change(at_first())
        connection.host.sock.shutdown(socket.SHUT_RD)
        second = deliver(connection)
    assert (first, second) == (Sent("2.0.0 taken"), Sent("2.0.0 taken"))
    assert (len(rig.messages()), rig.connection_count) == (2, 2)


def test_a_letter_after_one_that_was_taken_asks_the_server_four_things_and_no_more(rig, sender_to):
    with sender_to().connect() as connection:
        deliver(connection)
        deliver(connection)
    assert rig.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize("act", [Act(drops=True), Act(reply="421 closing"), Act(reply="nonsense")])
def test_a_bad_goodbye_takes_nothing_back(rig, sender_to, act):
    rig.change(at_first(quit=act))
    with sender_to().connect() as connection:
        outcome = deliver(connection)
    assert outcome == Sent("2.0.0 taken")
    assert "QUIT" in rig.verbs


def test_an_error_amid_a_letter_leaves_nothing_on_the_connection(rig, sender_to):
    def fail_at_data(phase):
        if phase is Phase.DATA:
            raise RuntimeError("stop")

    # No time to find out that the old connection, amid its letter, does not answer.
    hasty = SmtpTimeouts(connect_s=3.0, step_s=3.0, after_dot_s=20.0, before_dot_s=3.0)
    with sender_to(hasty).connect() as connection:
        with pytest.raises(RuntimeError, match="stop"):
            deliver(connection, on_phase=fail_at_data)
        assert deliver(connection) == Sent("2.0.0 taken")
    assert (len(rig.messages()), rig.connection_count) == (1, 2)


@pytest.mark.fault("K-04")
@pytest.mark.parametrize("phase", [Phase.CONNECT, Phase.RCPT, Phase.DATA])
def test_a_sender_killed_before_the_dot_leaves_no_copy(rig, sender_to, phase):
    assert kill_a_sender_at(phase, rig.port) == -signal.SIGKILL
    with sender_to().connect() as connection:
        assert deliver(connection) == Sent("2.0.0 taken")
    assert len(rig.messages()) == 1


@pytest.mark.fault("K-05")
@pytest.mark.parametrize("phase", [Phase.DOT, Phase.AFTER_250])
def test_a_sender_killed_after_the_dot_costs_one_repeat_with_the_same_id_and_bytes(rig, sender_to, phase):
    assert kill_a_sender_at(phase, rig.port) == -signal.SIGKILL
    with sender_to().connect() as connection:
        assert deliver(connection) == Sent("2.0.0 taken")
    assert [received.bytes for received in rig.wait_for(2)] == [a_message(), a_message()]
    assert {received.parsed["Message-ID"] for received in rig.messages()} == {MESSAGE_ID}


def kill_a_sender_at(phase: Phase, port: int) -> int:
    """The exit status of a process that sends the letter and dies by kill -9 when it reaches the phase."""
    command = [sys.executable, "-m", "tests.integration.smtp_faults.dying_sender", str(port), phase]
    return subprocess.run(command, cwd=PROJECT, check=False, timeout=60).returncode
