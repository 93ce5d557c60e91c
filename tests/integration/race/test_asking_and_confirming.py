"""Somebody confirms while the same address is typed into a form once more: the two neither stop nor undo each other."""

import pytest
from sqlalchemy import select

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.db.tables import EmailRow, SignupRow, SubscriptionRow
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.confirming import confirm_by_link
from alerts.services.intake import Asked, note
from alerts.services.reception import take_in
from alerts.services.subscribing import Desk
from tests.factories import IDENTITY, SITE, TIMETABLE
from tests.fakes import HandClock, a_reception
from tests.integration.race.at_once import Stopped, meanwhile

BOB, HOME = "bob@example.com", "postcode:NW51TL:400"


@pytest.mark.fault("S-04")
def test_a_request_in_the_name_of_who_confirms_at_that_moment_changes_none_of_their_wishes(
    database: Database,
) -> None:
    clock = HandClock()
    asked(database, clock, Wishes(frequency=Frequency.INSTANT))
    assert take_in(a_reception(database, clock)) == 1
    clock.pass_by(minutes=11)
    asked(database, clock, Wishes(frequency=Frequency.WEEKLY, only_major=True))
    stopped = Stopped("person locked")

    def confirm() -> None:
        with database.writing() as session:
            number = session.scalars(select(SubscriptionRow.id)).one()
            row = subscriptions.subscription(session, number)
            assert row is not None
            stopped("person locked")
            confirm_by_link(session, desk(clock), row)

    assert meanwhile(confirm, stopped, lambda: take_in(a_reception(database, clock))) == 1
    with database.reading() as session:
        row = session.scalars(select(SubscriptionRow)).one()
        assert (row.state, row.frequency, row.only_major) == ("confirmed", "instant", False)
        assert sorted(session.scalars(select(EmailRow.lane))) == ["confirmation", "manage", "welcome"]
        assert session.scalars(select(SignupRow)).all() == []


def asked(database: Database, clock: HandClock, wishes: Wishes) -> None:
    """Somebody types Bob's address into the form."""
    with database.writing() as session:
        note(session, desk(clock), Asked(BOB, "/areas", "2001:db8::1", HOME, wishes))


def desk(clock: HandClock) -> Desk:
    return Desk(SITE, IDENTITY, TIMETABLE, clock())
