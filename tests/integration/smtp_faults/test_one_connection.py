"""One connection for many letters, and what of Flask-Mail still works."""

import pytest

from alerts.mail.outcome import Phase, Sent
from tests.rig.letters import ENVELOPE_FROM, a_message


def deliver(connection, **how):
    return connection.deliver(a_message(), ENVELOPE_FROM, "alice@example.com", **how)


def test_many_letters_go_over_one_connection(rig, sender_to):
    with sender_to().connect() as connection:
        outcomes = [deliver(connection) for _ in range(20)]
    assert outcomes == [Sent("2.0.0 taken")] * 20
    assert (len(rig.messages()), rig.connection_count, rig.verbs[-1]) == (20, 1, "QUIT")


def test_a_connection_is_changed_after_its_share_of_letters(rig, sender_to):
    with sender_to(letters_per_connection=2).connect() as connection:
        for _ in range(5):
            deliver(connection)
    assert (len(rig.messages()), rig.connection_count, rig.verbs.count("QUIT")) == (5, 3, 3)


def test_nothing_is_opened_when_there_is_no_letter(rig, sender_to):
    with sender_to().connect():
        pass
    assert rig.connection_count == 0


def test_we_greet_by_the_name_in_the_settings(rig, sender_to):
    with sender_to().connect() as connection:
        deliver(connection)
    assert rig.commands[0] == "ehlo alerts.example"


@pytest.mark.fault("K-05")
def test_each_letter_passes_the_phases_in_order(rig, sender_to):
    seen = []
    with sender_to().connect() as connection:
        deliver(connection, on_phase=seen.append)
        deliver(connection, on_phase=seen.append)
    assert seen == [Phase.CONNECT, Phase.RCPT, Phase.DATA, Phase.DOT, Phase.AFTER_250] * 2
    assert seen[:5] == ["connect", "rcpt", "data", "dot", "after_250"]


def test_flask_mail_records_what_was_sent(rig, sender_to):
    sender = sender_to()
    with sender.mail.record_messages() as recorded, sender.connect() as connection:
        deliver(connection)
    assert recorded == [a_message()]


def test_flask_mails_switch_keeps_letters_from_the_server(rig, sender_to):
    sender = sender_to(is_suppressed=True)
    with sender.mail.record_messages() as recorded, sender.connect() as connection:
        assert deliver(connection) == Sent("suppressed")
    assert recorded == [a_message()]
    assert rig.connection_count == 0


def test_flask_mails_own_way_of_sending_is_shut(sender_to):
    with sender_to().connect() as connection, pytest.raises(TypeError, match="deliver"):
        connection.send(object())
