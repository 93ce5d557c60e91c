"""Mail that is refused, late, stuck or comes back unread: seen and cured as the runbook says."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import a_row
from tests.rig.machine import Machine
from tests.rig.smtp_script import Script
from tests.runbook.reading import Symptom

Find = Callable[[str], Symptom]
ALICE = "alice@example.com"


def something_happens(machine: Machine, number: int = 50) -> None:
    """An application where Alice watches; her alert is due."""
    machine.council.publish(a_row(number))
    machine.must("planning-alerts poll; planning-alerts match")


def behave(machine: Machine, script: Script) -> None:
    machine.smtp.change(script)
    machine.set("mail", port=machine.smtp.port)


def some_time_passes(machine: Machine) -> None:
    """The moments to try again have come."""
    machine.sql("UPDATE email SET next_try_at = '2026-01-01 00:00:00.000000' WHERE state = 'queued'")
    machine.sql(
        "UPDATE post_state SET paused_until = '2026-01-01 00:00:00.000000' WHERE paused_until IS NOT NULL"
    )


def status(machine: Machine) -> dict[str, Any]:
    with machine.site():
        found: dict[str, Any] = json.loads(machine.must(f"curl -s {machine.base_url}/status.json"))
    return found


def told(machine: Machine) -> int:
    return len([message for message in machine.smtp.messages() if ALICE in message.recipients])


def test_a_mail_server_that_refuses_the_sign_in(symptom: Find) -> None:
    ill = symptom("The mail server does not let us in")
    machine = ill.machine
    (machine.folder / "mail_password").write_text("the old password", encoding="utf-8")
    machine.set("mail", username="alerts", password_file="mail_password")
    behave(machine, Script(auth_reply="535 5.7.8 no"))
    something_happens(machine)
    machine.terminal.run_to_its_end("planning-alerts send")
    assert "does not let us in" in status(machine)["mail"]["why"]
    ill.make_sure()
    assert told(machine) == 0
    behave(machine, Script(auth_reply="235 2.7.0 welcome"))
    some_time_passes(machine)
    ill.put_right()
    with machine.site():
        ill.is_over()
    assert told(machine) == 1


def test_a_server_that_greylists(symptom: Find) -> None:
    ill = symptom("Some mail comes late")
    machine = ill.machine
    behave(machine, Script(recipients={ALICE: ("451 4.7.1 greylisted, come back", "250 ok")}))
    something_happens(machine)
    with machine.site():
        machine.must("planning-alerts send")
        ill.make_sure()
        assert told(machine) == 0
        some_time_passes(machine)
        ill.put_right()
        ill.is_over()
    assert told(machine) == 1
    assert len({message.parsed["Message-ID"] for message in machine.smtp.messages()}) == 1


@pytest.mark.slow
def test_a_mail_server_that_is_down(symptom: Find) -> None:
    ill = symptom("The mail server is down")
    machine = ill.machine
    behave(machine, Script(is_refusing=True))
    something_happens(machine)
    machine.terminal.run_to_its_end("planning-alerts send")
    assert "cannot be used" in status(machine)["mail"]["why"]
    ill.make_sure()
    behave(machine, Script())
    some_time_passes(machine)
    ill.put_right()
    with machine.site():
        ill.is_over()
    assert told(machine) == 1


def test_a_box_of_returned_mail_that_is_not_there(symptom: Find) -> None:
    ill = symptom("Bounces are not read")
    machine = ill.machine
    machine.set("mail", envelope_domain="bounces.alerts.example.org")
    machine.set("bounces", source="maildir", path="box")
    ill.make_sure()
    ill.put_right()
    ill.is_over()


@pytest.mark.slow
def test_alerts_that_were_set_aside(symptom: Find) -> None:
    ill = symptom("Some alerts cannot be put into words")
    machine = ill.machine
    something_happens(machine)
    machine.sql("UPDATE alert SET tries = 5, set_aside = 1")
    assert status(machine)["alerts_set_aside"] == 1
    with machine.site():
        ill.make_sure()
        ill.put_right()
        ill.is_over()
    assert told(machine) == 1


@pytest.mark.slow
def test_a_key_that_was_changed(symptom: Find) -> None:
    ill = symptom("Links in e-mails do not work")
    machine = ill.machine
    something_happens(machine)
    machine.must("planning-alerts send")
    (letter,) = machine.smtp.messages()
    words = letter.parsed.get_body(("plain",)).get_content().split()
    ill.stands_for["LINK"] = next(word for word in words if "/manage/" in word)
    (machine.folder / "secret_key").rename(machine.folder / "secret_key.former")
    (machine.folder / "secret_key").write_text("another key of at least 32 letters, surely", encoding="utf-8")
    with machine.site():
        ill.make_sure()
    ill.put_right()
    with machine.site():
        ill.is_over()
