"""An outbox with e-mails in it, and a way out that does as it is told."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, SubscriptionRow
from alerts.domain.watch_area import WatchArea
from alerts.mail.compose import Email
from alerts.services.identity import MailIdentity
from alerts.services.queueing import queue
from alerts.services.sending import Post
from tests.factories import IDENTITY, NOW, SITE, a_change, all_of, an_application, stored, subscribe
from tests.fakes import HandClock, RecordingSender

MakePost = Callable[..., Post]
Wait = Callable[..., str]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def identity() -> MailIdentity:
    """Who writes."""
    return IDENTITY


@pytest.fixture
def post_with(
    database: Database, clock: HandClock, sender: RecordingSender, identity: MailIdentity
) -> MakePost:
    """The way out with whatever differs from the usual; it knows no pace."""

    def make(**changed: Any) -> Post:
        usual = {
            "sender": sender,
            "clock": clock,
            "identity": identity,
            "rate_per_second": 1e9,
            "database_clock": lambda _: clock(),
        }
        parts: dict[str, Any] = usual | changed
        return Post(database, site=SITE, **parts)

    return make


@pytest.fixture
def post(post_with: MakePost) -> Post:
    return post_with()


@pytest.fixture
def wait(database: Database, clock: HandClock, identity: MailIdentity) -> Wait:
    """An e-mail of this lane to somebody waits in the outbox; gives its id."""

    def put(email: str, lane: str = "alert", state: str = "confirmed", **changed: Any) -> str:
        with database.writing() as session:
            row = _subscription(session, email, changed.get("watch", all_of()), state)
            words = Email(changed.get("subject", f"For {email}"), "Hello\n", "<p>Hello</p>")
            writer = changed.get("identity", identity)
            queued = queue(session, writer, row.subscriber_id, lane, words, clock())
            if "message_id" in changed:
                queued.message_id, queued.letter = changed["message_id"], None
            if lane == "alert":
                _give_it_an_alert(session, row.id, queued.id)
            return queued.id

    return put


def _subscription(session: Session, email: str, watch: WatchArea, state: str) -> SubscriptionRow:
    """The person's subscription, one and the same however many e-mails wait."""
    person = subscriptions.subscriber_of(session, email)
    known = subscriptions.living_of_name(session, person.id, watch.name) if person else None
    return known or subscribe(session, email, watch, state)


def _give_it_an_alert(session: Any, subscription_id: int, email_id: str) -> None:
    row = stored(session, an_application(feed_key=email_id, reference=email_id))
    change = a_change(session, row)
    session.add(
        AlertRow(
            subscription_id=subscription_id,
            change_id=change.id,
            distance_m=None,
            reason="in Camden",
            due_at=NOW,
            created_at=NOW,
            email_id=email_id,
        )
    )
