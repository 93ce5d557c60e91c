"""An address that was given up after a bounce or a complaint signs up again: the form takes it, and nothing is sent."""

from collections.abc import Callable

import pytest

from alerts.db.session import Database
from alerts.domain.suppression import Reason
from alerts.services.sending import Post, send_due
from alerts.services.subscribing import Desk
from alerts.services.suppression import allow, suppress
from tests.factories import IDENTITY, SITE
from tests.fakes import HandClock, RecordingSender
from tests.integration.people.conftest import Ask

BOB, CHARLIE = "bob@example.com", "charlie@example.com"


@pytest.mark.fault("U-05")
@pytest.mark.parametrize("reason", [Reason.HARD_BOUNCE, Reason.COMPLAINT])
def test_nothing_is_sent_to_an_address_that_was_given_up_until_an_operator_allows_it(
    database: Database, ask: Ask, desk: Callable[[], Desk], clock: HandClock, reason: Reason
) -> None:
    sender = RecordingSender()
    post = Post(database, sender, SITE, IDENTITY, clock)
    with database.writing() as session:
        suppress(session, IDENTITY.key, BOB, reason, clock())
    ask(BOB)
    ask(CHARLIE)
    send_due(post)
    assert sender.tried == [CHARLIE]
    with database.writing() as session:
        assert allow(session, IDENTITY.keys, BOB)
    clock.pass_by(hours=1)
    ask(BOB)
    send_due(post)
    assert sender.tried == [CHARLIE, BOB]
