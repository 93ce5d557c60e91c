"""Mail that was sent with a return address of its own, and comes back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriptionRow
from alerts.domain.suppression import Reason
from alerts.services.identity import MailIdentity
from alerts.services.returned import Took, take_in
from alerts.services.sending import Post, send_due
from alerts.services.subscribing import Desk
from alerts.services.suppression import why_suppressed
from tests.factories import IDENTITY, SITE, TIMETABLE
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import MakePost, Wait, clock, post_with, sender, wait

__all__ = ["clock", "post_with", "sender", "wait"]

OURS = replace(IDENTITY, envelope_domain="bounces.alerts.example", is_left_by_mail=True)
ALICE, BOB = "alice@example.com", "bob@example.com"

SendTo = Callable[..., str]
TakeIn = Callable[[bytes], Took]


@pytest.fixture
def identity() -> MailIdentity:
    return OURS


@pytest.fixture
def post(post_with: MakePost) -> Post:
    return post_with()


@pytest.fixture
def desk(clock: HandClock) -> Callable[[], Desk]:
    return lambda: Desk(SITE, OURS, TIMETABLE, clock())


@pytest.fixture
def send_to(post: Post, wait: Wait, sender: RecordingSender) -> SendTo:
    """Send somebody an e-mail; gives the address that it comes back to."""

    def send(person: str, lane: str = "alert") -> str:
        wait(person, lane=lane)
        assert send_due(post).sent == 1
        return sender.envelopes[person]

    return send


@pytest.fixture
def take(database: Database, desk: Callable[[], Desk]) -> TakeIn:
    """One message comes in."""

    def taken(content: bytes) -> Took:
        with database.writing() as session:
            return take_in(session, desk(), content)

    return taken


class Records:
    """What is stored of people and their mail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def why(self, address: str) -> Reason | None:
        with self._database.reading() as session:
            return why_suppressed(session, OURS.keys, address)

    def emails(self, address: str) -> list[tuple[str, str | None]]:
        """(state, status with which it came back) of everything that was sent to somebody, in order."""
        with self._database.reading() as session:
            person = subscriptions.subscriber_of(session, address)
            rows = session.scalars(
                select(EmailRow)
                .where(EmailRow.subscriber_id == (person.id if person else None))
                .order_by(EmailRow.composed_at, EmailRow.id)
            )
            return [(row.state, row.bounce_status) for row in rows]

    def subscriptions(self) -> list[str]:
        with self._database.reading() as session:
            return list(session.scalars(select(SubscriptionRow.state).order_by(SubscriptionRow.id)))


@pytest.fixture
def records(database: Database) -> Records:
    return Records(database)
