"""The outbox emptied into a real mail server: one envelope recipient each, one refusal stops only that one."""

import pytest

from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer
from alerts.services.sending import SendReport, send_due
from tests.integration.sending.conftest import MakePost, Wait
from tests.rig.smtp import SmtpRig
from tests.rig.smtp_script import Script


@pytest.mark.fault("M-03")
def test_one_of_three_recipients_is_refused_and_two_are_told(post_with: MakePost, wait: Wait) -> None:
    people = ("alice@example.com", "bob@example.com", "charlie@example.com")
    with SmtpRig(Script(recipients={"bob@example.com": ("550 5.1.1 no such mailbox",)})) as rig:
        server = SmtpServer(rig.host, rig.port, "alerts.example", Security.NONE)
        for person in people:
            wait(person)
        assert send_due(post_with(sender=SmtpSender(server))) == SendReport(sent=2, failed_permanently=1)
        received = rig.messages()
    assert sorted(message.recipients for message in received) == [
        ("alice@example.com",),
        ("charlie@example.com",),
    ]
    assert {message.envelope_from for message in received} == {"alerts@mail.alerts.example"}
    for message in received:
        assert message.parsed["To"] == message.recipients[0]
        assert message.parsed["Subject"] == f"For {message.recipients[0]}"
