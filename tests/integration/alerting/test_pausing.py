"""A pause: nothing is sent, nothing is lost, and all that waited is told together."""

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.db.session import Database
from alerts.db.tables import SubscriptionRow
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.services.explaining import explain
from alerts.services.own_areas import move_to
from alerts.services.pausing import pause, resume
from alerts.services.reminding import remind
from alerts.services.subscribing import Desk, change_wishes
from tests.factories import IDENTITY, SITE, TIMETABLE, all_of, an_application, around_nw5, stored, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import ALICE, compose, emails, happen, references_in
from tests.integration.alerting.told import told

UNTIL = date(2026, 6, 15)
A_MONDAY = datetime(2026, 6, 15, 6, 30, tzinfo=UTC)


def desk(clock: HandClock) -> Desk:
    return Desk(SITE, IDENTITY, TIMETABLE, clock())


def watch(database: Database, frequency: Frequency = Frequency.INSTANT) -> int:
    with database.writing() as session:
        return subscribe(session, ALICE, around_nw5(), wishes=Wishes(frequency=frequency)).id


def paused(database: Database, clock: HandClock, number: int, until: date = UNTIL) -> None:
    with database.writing() as session:
        pause(session, [session.get_one(SubscriptionRow, number)], until, desk(clock))


def resumed(database: Database, clock: HandClock, number: int) -> None:
    with database.writing() as session:
        resume(session, [session.get_one(SubscriptionRow, number)], desk(clock))


def days_of_work(database: Database, clock: HandClock, until: datetime) -> None:
    """Around noon and midnight something happens, and is told where it can be."""
    number, clock.now = 100, clock.now.replace(hour=12, minute=30)
    while clock.now <= until:
        if clock.now.hour % 12 == 0:
            happen(database, number, noticed_at=clock.now)
            number += 1
        match_changes(database, TIMETABLE, clock)
        compose(database, clock)
        clock.pass_by(hours=6)


@pytest.mark.parametrize(
    ("frequency", "first"),
    [
        (Frequency.INSTANT, A_MONDAY),
        (Frequency.DAILY, A_MONDAY),
        (Frequency.WEEKLY, datetime(2026, 6, 19, 6, 30, tzinfo=UTC)),
    ],
)
def test_what_came_up_meanwhile_is_told_together_at_the_next_moment_after_the_pause(
    database: Database, clock: HandClock, frequency: Frequency, first: datetime
) -> None:
    number = watch(database, frequency)
    happen(database, 1)
    if frequency is not Frequency.INSTANT:
        match_changes(database, TIMETABLE, clock)
    paused(database, clock, number)
    days_of_work(database, clock, first)
    composed = emails(database)
    assert {email.composed_at for email in composed if email.composed_at >= first} == {first}
    told_together = references_in(composed[-1])
    assert "2026/0001/P" in told_together
    before = [email for email in composed if email.composed_at < first]
    assert all(TIMETABLE.today(email.composed_at) >= UNTIL for email in before)
    assert len(told_together) + len(before) == len(told(database))


def test_nothing_is_sent_until_the_day_also_of_what_was_matched_as_the_pause_began(
    database: Database, clock: HandClock
) -> None:
    number = watch(database)
    happen(database, 1)
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        session.get_one(SubscriptionRow, number).paused_until = UNTIL  # the alert is due at once all the same
    while clock.now < A_MONDAY:
        assert compose(database, clock) == 0
        clock.pass_by(hours=6)
    clock.now = A_MONDAY
    assert compose(database, clock) == 1


def test_a_person_who_goes_on_earlier_is_told_at_once(database: Database, clock: HandClock) -> None:
    number = watch(database)
    paused(database, clock, number)
    happen(database, 1)
    match_changes(database, TIMETABLE, clock)
    clock.pass_by(days=1)
    assert compose(database, clock) == 0
    resumed(database, clock, number)
    assert compose(database, clock) == 1


def test_another_area_of_the_same_person_goes_on(database: Database, clock: HandClock) -> None:
    number = watch(database)
    with database.writing() as session:
        subscribe(session, ALICE, all_of())
    paused(database, clock, number)
    happen(database, 1)
    match_changes(database, TIMETABLE, clock)
    assert compose(database, clock) == 1
    assert "You get this because you watch: Camden." in emails(database)[0].text
    clock.now = A_MONDAY
    assert compose(database, clock) == 1
    assert "You get this because you watch: within 400 m of NW5 1TL." in emails(database)[1].text


def test_a_reminder_whose_day_has_passed_in_the_pause_is_dropped(
    database: Database, clock: HandClock
) -> None:
    number = watch(database)
    paused(database, clock, number)
    with database.writing() as session:
        stored(session, an_application(1, consultation_end_date=UNTIL - timedelta(days=1)))
        stored(session, an_application(2, consultation_end_date=UNTIL))
    while clock.now < A_MONDAY:
        remind(database, TIMETABLE, clock)
        match_changes(database, TIMETABLE, clock)
        assert compose(database, clock) == 0
        clock.pass_by(hours=6)
    clock.now = A_MONDAY
    assert compose(database, clock) == 1
    assert references_in(emails(database)[0]) == ["2026/0002/P"]
    assert [reference for _, _, reference in told(database)] == ["2026/0002/P"]


def test_a_pause_outlasts_new_wishes_and_another_distance(database: Database, clock: HandClock) -> None:
    number = watch(database, Frequency.DAILY)
    paused(database, clock, number)
    happen(database, 1)
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        row = session.get_one(SubscriptionRow, number)
        change_wishes(session, row, Wishes(frequency=Frequency.INSTANT), desk(clock))
        moved = move_to(session, desk(clock), row, around_nw5(800))
        assert moved.paused_until == UNTIL
    clock.pass_by(days=2)
    assert compose(database, clock) == 0
    clock.now = A_MONDAY
    assert compose(database, clock) == 1


def test_explain_says_until_when_an_alert_waits(database: Database, clock: HandClock) -> None:
    number = watch(database)
    paused(database, clock, number)
    happen(database, 1, ChangeKind.NEW)
    match_changes(database, TIMETABLE, clock)
    with database.reading() as session:
        (one,) = explain(session, number, an_application(1).key, TIMETABLE, clock.now)
    assert one.outcome == "to be told at 07:30 on Monday 15 June 2026"
    assert one.rules[-1]._asdict() == {
        "name": "not paused",
        "is_passed": False,
        "detail": "paused until Monday 15 June 2026",
    }
