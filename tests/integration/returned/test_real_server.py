"""From a real mail server's envelope and back: what it was given as the sender is where a bounce goes."""

import pytest

from alerts.domain.suppression import Reason
from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer
from alerts.services.returned import Took
from alerts.services.sending import send_due
from tests.integration.returned.conftest import ALICE, BOB, OURS, Records, TakeIn
from tests.integration.sending.conftest import MakePost, Wait
from tests.returned_mail import returned
from tests.rig.smtp import SmtpRig


@pytest.mark.fault("M-03")
@pytest.mark.only_on("sqlite")
def test_each_email_has_a_return_address_that_is_good_for_it_alone(
    post_with: MakePost, wait: Wait, take: TakeIn, records: Records
) -> None:
    with SmtpRig() as rig:
        server = SmtpServer(rig.host, rig.port, "alerts.example", Security.NONE)
        wait(ALICE)
        wait(BOB)
        send_due(post_with(identity=OURS, sender=SmtpSender(server)))
        envelopes = {message.recipients[0]: message.envelope_from for message in rig.messages()}
    assert envelopes.keys() == {ALICE, BOB}
    for address in envelopes.values():
        assert address.startswith("bounce+")
        assert address.endswith("@bounces.alerts.example")
    assert take(returned("postfix_no_such_user", envelopes[BOB])) is Took.BOUNCES
    assert (records.why(ALICE), records.why(BOB)) == (None, Reason.HARD_BOUNCE)
