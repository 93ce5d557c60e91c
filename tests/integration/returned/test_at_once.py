"""A bounce and its e-mail's sender, and two readers of one bounce, at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from alerts.db import failures, subscriptions
from alerts.db.session import Database
from alerts.db.tables import BounceRow
from alerts.services.returned import Took
from alerts.services.sending import send_due
from tests.fakes import RecordingSender
from tests.integration.returned.conftest import BOB, OURS, Records, SendTo, TakeIn
from tests.integration.sending.conftest import MakePost, Wait
from tests.returned_mail import returned

ROUNDS = 8


@pytest.mark.fault("M-12")
def test_whichever_is_first_the_email_ends_as_bounced(
    post_with: MakePost, wait: Wait, sender: RecordingSender, take: TakeIn, records: Records
) -> None:
    for _ in range(ROUNDS):
        both = threading.Barrier(2, timeout=30)

        def on_effect(name: str, both: threading.Barrier = both) -> None:
            if name == "marking":
                both.wait()

        wait(BOB)
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(send_due, post_with(identity=OURS, on_effect=on_effect))
            both.wait()
            assert take(returned("postfix_mailbox_full", sender.envelopes[BOB])) is Took.BOUNCES
            sending.result()
    assert records.emails(BOB) == [("bounced", "5.2.2")] * ROUNDS


@pytest.mark.fault("M-13")
def test_two_readers_of_one_bounce_count_it_once(
    database: Database, send_to: SendTo, take: Callable[[bytes], Took]
) -> None:
    for number in range(1, ROUNDS + 1):
        content = returned("postfix_refused_by_policy", send_to(BOB, lane="manage"))
        both = threading.Barrier(2, timeout=30)

        def read(content: bytes = content, both: threading.Barrier = both) -> Took:
            both.wait()
            return take(content)

        with ThreadPoolExecutor(2) as pool:
            took = [each.result() for each in (pool.submit(read), pool.submit(read))]
        assert sorted(took) == [Took.BOUNCES, Took.IGNORED]
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(BounceRow)) == number
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, BOB)
        assert person is not None
        assert len(failures.of_subscriber(session, person.id)) == 1
