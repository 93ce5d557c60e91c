"""Somebody at the desk where people subscribe, change their minds and leave."""

from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import select

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriptionRow
from alerts.domain.subscription import Wishes
from alerts.mail.compose import MailSite
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.intake import Asked, note
from alerts.services.reception import take_in
from alerts.services.sending import Post, send_due
from alerts.services.subscribing import Desk
from tests.factories import (
    IDENTITY,
    NOW,
    SITE,
    TIMETABLE,
    a_change,
    a_circle,
    all_of,
    an_application,
    stored,
    subscribe,
)
from tests.fakes import HandClock, RecordingSender, a_reception

Ask = Callable[..., None]
HOME, CAMDEN = "postcode:NW51TL:400", "authority:E09000007"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(clock: HandClock) -> Callable[[], Desk]:
    return lambda: Desk(SITE, IDENTITY, TIMETABLE, clock())


@pytest.fixture
def ask(database: Database, desk: Callable[[], Desk], clock: HandClock) -> Ask:
    """Somebody fills in the form, from a network of their own, and the worker answers at once."""
    networks = count()

    def send(
        email: str, area: str | None = HOME, wishes: Wishes | None = None, *, is_answered: bool = True
    ) -> None:
        ip = f"2001:db8:{next(networks):x}::1"
        with database.writing() as session:
            note(session, desk(), Asked(email, "/areas/postcode/NW51TL", ip, area, wishes or Wishes()))
        if is_answered:
            take_in(a_reception(database, clock))

    return send


def circle(number: int) -> str:
    """The name of one of many places around NW5 1TL."""
    return f"circle:51.55{number:04},-0.14:400"


@pytest.fixture
def lived(database: Database) -> int:
    """Alice has an area of her own with mail about it, one that she shares with Charlie, and a mute; gives her id."""
    clock = HandClock()
    with database.writing() as session:
        own = subscribe(session, "alice@example.com", a_circle(321, 7.5, 8.25))
        subscribe(session, "alice@example.com", all_of(), wishes=Wishes(include=("loft",)))
        subscribe(session, "charlie@example.com", all_of())
        row = stored(session, an_application())
        subscriptions.mute(session, own.subscriber_id, stored(session, an_application(2)).id, NOW)
        a_change(session, row)
    match_changes(database, TIMETABLE, clock)
    compose_due(database, SITE, IDENTITY, TIMETABLE, clock)
    post = Post(
        database, RecordingSender(), MailSite("https://a.example", "A", "B", "c@d.example"), IDENTITY, clock
    )
    send_due(post)
    return own.subscriber_id


def rows(database: Database) -> list[SubscriptionRow]:
    with database.reading() as session:
        return list(session.scalars(select(SubscriptionRow).order_by(SubscriptionRow.id)))


def outbox(database: Database) -> list[EmailRow]:
    with database.reading() as session:
        return list(session.scalars(select(EmailRow).order_by(EmailRow.composed_at, EmailRow.id)))
