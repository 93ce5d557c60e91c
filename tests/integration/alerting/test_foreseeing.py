"""A dry run of digests says what compose and send then do, and leaves every row as it was."""

from datetime import timedelta

from sqlalchemy import select

from alerts.db import ahead
from alerts.db.ahead import Moment
from alerts.db.session import Database
from alerts.db.tables import TABLES
from alerts.services.foreseeing import foresee, letter_foreseen
from tests.factories import SITE, TIMETABLE, a_change, a_circle, an_application, stored, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import DAILY, INSTANT, Match, compose, emails, happen


def every_row(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for name, table in TABLES.tables.items()
        }


def some_wait(database: Database, match: Match, people: int = 6) -> list[int]:
    with database.writing() as session:
        watching = [
            subscribe(session, f"person{each}@example.com", a_circle(300 + each), wishes=DAILY).subscriber_id
            for each in range(people)
        ]
    for number in range(2):
        happen(database, number)
    match()
    return watching


def test_what_is_foreseen_is_what_is_then_composed_word_for_word(
    database: Database, match: Match, clock: HandClock
) -> None:
    people = some_wait(database, match)
    tomorrow = clock.now + timedelta(days=1)
    before = every_row(database)
    found = foresee(database, clock.now, tomorrow)
    with database.reading() as session:
        said = [letter_foreseen(session, SITE, TIMETABLE, each, tomorrow) for each in people]
    assert every_row(database) == before
    assert (found.emails, found.alerts, found.frequencies) == (6, 12, {"daily": 12})
    assert [(each.people, each.alerts) for each in found.moments] == [(6, 12)]
    assert found.largest == (2,) * 5
    assert [each.people for each in found.applications] == [6, 6]
    clock.pass_by(days=1)
    assert compose(database, clock) == found.emails
    assert sorted(each.text for each in said if each) == sorted(each.text for each in emails(database))


def test_what_is_due_goes_out_now_and_the_rest_at_its_moment(
    database: Database, match: Match, clock: HandClock
) -> None:
    some_wait(database, match, people=2)
    with database.writing() as session:
        subscribe(session, "now@example.com", a_circle(), wishes=INSTANT)
        a_change(session, stored(session, an_application(3)))
    match()
    at_digest = TIMETABLE.due_at(DAILY, clock.now)
    assert foresee(database, clock.now, at_digest).moments == (
        Moment(clock.now, people=1, alerts=1),
        Moment(at_digest, people=2, alerts=6),
    )


def test_nothing_is_foreseen_before_its_time_and_few_watchers_are_counted_for_no_application(
    database: Database, match: Match, clock: HandClock
) -> None:
    people = some_wait(database, match, people=ahead.LEAST_WATCHERS - 1)
    assert foresee(database, clock.now, clock.now).emails == 0
    found = foresee(database, clock.now, clock.now + timedelta(days=1))
    assert (found.emails, found.applications) == (len(people), ())
    with database.reading() as session:
        assert letter_foreseen(session, SITE, TIMETABLE, people[0], clock.now) is None
