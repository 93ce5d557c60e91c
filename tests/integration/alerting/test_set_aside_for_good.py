"""What could not be put into words at first, and then was to be told to nobody, is not tried again."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db import alarms, ledger
from alerts.db.session import Database
from alerts.db.tables import AlertRow, SubscriptionRow
from alerts.domain.change import ChangeKind
from alerts.domain.suppression import Reason
from alerts.services.explaining import explain
from alerts.services.putting_back import decide
from alerts.services.subscribing import end, undo_end
from alerts.services.suppression import allow, suppress
from tests.factories import IDENTITY, NOW, TIMETABLE, a_ward, an_application, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import ALICE, INSTANT, Match, compose, happen, poison

pytestmark = pytest.mark.fault("K-15")

Decide = Callable[[Session], object]


def discard(session: Session) -> None:
    decide(session, "hold", NOW)
    decide(session, "discard", NOW)


def write_no_more(session: Session) -> None:
    suppress(session, IDENTITY.key, ALICE, Reason.HARD_BOUNCE, NOW)


def is_raised(database: Database) -> bool:
    with database.reading() as session:
        return any(alarm.kind == "unsayable" for alarm in alarms.open_of(session, "mail"))


def try_once(database: Database, match: Match, clock: HandClock) -> int:
    """Alice's alert cannot be put into words at its first try; gives her subscription."""
    with database.writing() as session:
        number = subscribe(session, ALICE, a_ward(), wishes=INSTANT).id
    happen(database, 1, ChangeKind.AMENDED)
    poison(database, "2026/0001/P")
    match()
    assert compose(database, clock) == 0
    with database.reading() as session:
        assert session.scalars(select(AlertRow.tries)).all() == [1]
    assert is_raised(database)
    return number


@pytest.mark.parametrize(
    ("decide_so", "words"),
    [
        (discard, "not told, as an operator discarded what waited in a copy that was put back"),
        (write_no_more, "not told, as this address is not written to any more"),
    ],
    ids=("discarded", "suppressed"),
)
def test_what_is_discarded_after_a_failed_try_is_told_to_nobody_and_alarms_nobody(
    database: Database, match: Match, clock: HandClock, decide_so: Decide, words: str
) -> None:
    number = try_once(database, match, clock)
    with database.writing() as session:
        decide_so(session)
    clock.pass_by(days=1)
    assert compose(database, clock) == 0
    assert not is_raised(database)
    poison(database, "2026/0001/P", [])
    with database.writing() as session:
        assert ledger.set_aside_count(session) == 0
        assert ledger.try_again(session) == 0
        allow(session, IDENTITY.keys, ALICE)
    assert compose(database, clock) == 0
    with database.reading() as session:
        (told,) = explain(session, number, an_application(1).key, TIMETABLE, clock.now)
    assert told.outcome == words


def test_the_alarm_ends_when_who_was_to_be_told_has_left(
    database: Database, match: Match, clock: HandClock
) -> None:
    number = try_once(database, match, clock)
    with database.writing() as session:
        row = session.get_one(SubscriptionRow, number)
        end([row], NOW)
    assert compose(database, clock) == 0
    assert not is_raised(database)
    clock.pass_by(days=1)
    with database.writing() as session:
        assert undo_end(session, row.subscriber_id, clock()) == 1
    assert compose(database, clock) == 0
    assert is_raised(database)
