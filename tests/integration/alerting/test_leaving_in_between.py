"""Who leaves while their alert waits to be sent, and comes back: told once, unless an operator said never."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import AlertRow, DigestRow, SubscriptionRow
from alerts.domain.subscription import Wishes
from alerts.domain.suppression import Reason
from alerts.services.putting_back import decide
from alerts.services.sending import Post, send_due
from alerts.services.subscribing import end, undo_end
from alerts.services.suppression import allow, suppress
from tests.factories import IDENTITY, SITE, around_nw5, subscribe
from tests.fakes import HandClock, RecordingSender
from tests.integration.alerting.mail import ALICE, DAILY, INSTANT, Match, compose, emails, happen

pytestmark = pytest.mark.fault("U-08")


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def post(database: Database, sender: RecordingSender, clock: HandClock) -> Post:
    return Post(
        database, sender, SITE, IDENTITY, clock, rate_per_second=1e9, database_clock=lambda _: clock()
    )


def leave(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        end(list(session.scalars(select(SubscriptionRow))), clock())


def come_back(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        person = session.scalars(select(SubscriptionRow.subscriber_id).distinct()).one()
        assert undo_end(session, person, clock()) == 1


def queue_one(database: Database, match: Match, clock: HandClock, wishes: Wishes) -> None:
    """Something happens where Alice watches, and the e-mail about it waits to be sent."""
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=wishes)
    happen(database, 1)
    match()
    clock.pass_by(days=1)
    assert compose(database, clock) == 1


@pytest.mark.parametrize("wishes", [INSTANT, DAILY])
def test_what_was_dropped_as_somebody_left_is_told_once_when_they_undo_it(
    database: Database, match: Match, clock: HandClock, post: Post, sender: RecordingSender, wishes: Wishes
) -> None:
    queue_one(database, match, clock, wishes)
    leave(database, clock)
    send_due(post)
    assert sender.tried == []
    assert compose(database, clock) == 0
    come_back(database, clock)
    for _ in range(2):
        compose(database, clock)
        send_due(post)
        clock.pass_by(days=1)
    assert sender.recipients == [ALICE]
    assert sorted(email.state for email in emails(database)) == ["dropped", "sent"]


def test_an_undo_within_the_minute_sends_the_email_that_waits(
    database: Database, match: Match, clock: HandClock, post: Post, sender: RecordingSender
) -> None:
    queue_one(database, match, clock, DAILY)
    leave(database, clock)
    come_back(database, clock)
    send_due(post)
    assert (compose(database, clock), sender.recipients) == (0, [ALICE])


def test_of_who_stays_away_nothing_is_told(
    database: Database, match: Match, clock: HandClock, post: Post, sender: RecordingSender
) -> None:
    queue_one(database, match, clock, DAILY)
    leave(database, clock)
    for _ in range(3):
        send_due(post)
        assert compose(database, clock) == 0
        clock.pass_by(days=1)
    assert sender.tried == []
    with database.reading() as session:
        assert session.scalars(select(DigestRow)).all() == []
        assert session.scalars(select(AlertRow)).one().email_id is None


def test_what_was_dropped_as_a_mailbox_is_written_to_no_more_is_not_told_later(
    database: Database, match: Match, clock: HandClock, post: Post, sender: RecordingSender
) -> None:
    queue_one(database, match, clock, DAILY)
    with database.writing() as session:
        suppress(session, IDENTITY.key, ALICE, Reason.HARD_BOUNCE, clock())
    send_due(post)
    assert compose(database, clock) == 0
    with database.writing() as session:
        assert allow(session, IDENTITY.keys, ALICE)
    clock.now += timedelta(days=1)
    assert (compose(database, clock), sender.tried) == (0, [])


def test_what_an_operator_discarded_is_not_told_to_who_comes_back(
    database: Database, match: Match, clock: HandClock, post: Post, sender: RecordingSender
) -> None:
    queue_one(database, match, clock, DAILY)
    leave(database, clock)
    with database.writing() as session:
        decide(session, "hold", clock())
        decide(session, "discard", clock())
    send_due(post)
    come_back(database, clock)
    clock.pass_by(days=1)
    assert (compose(database, clock), sender.tried) == (0, [])
