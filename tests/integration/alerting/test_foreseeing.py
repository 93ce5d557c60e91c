"""A dry run of digests says what compose and send then do, and leaves every row as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from alerts.db import ahead
from alerts.db.ahead import Moment
from alerts.db.session import Database
from alerts.db.tables import TABLES, ApplicationRow, FeedRow
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.suppression import Reason
from alerts.services.foreseeing import foresee, tomorrows_end
from alerts.services.letters_ahead import LetterAhead, LettersAhead
from alerts.services.reminding import remind
from alerts.services.suppression import suppress
from tests.factories import IDENTITY, SITE, TIMETABLE, a_change, a_circle, an_application, stored, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import ALICE, DAILY, INSTANT, Match, compose, emails, happen, poison


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


def ahead_of(database: Database, clock: HandClock, person: int, until: datetime) -> list[LetterAhead]:
    ahead = LettersAhead(SITE, IDENTITY.keys, TIMETABLE, clock.now, until)
    with database.reading() as session:
        return ahead.of(session, person)


def test_what_is_foreseen_is_what_is_then_composed_word_for_word(
    database: Database, match: Match, clock: HandClock
) -> None:
    people = some_wait(database, match)
    tomorrow = clock.now + timedelta(days=1)
    before = every_row(database)
    found = foresee(database, clock.now, tomorrow)
    said = [each.email for person in people for each in ahead_of(database, clock, person, tomorrow)]
    assert every_row(database) == before
    assert (found.emails, found.alerts, found.frequencies) == (6, 12, {"daily": 12})
    assert [(each.people, each.alerts) for each in found.moments] == [(6, 12)]
    assert found.largest == (2,) * 5
    assert [each.people for each in found.applications] == [6, 6]
    clock.pass_by(days=1)
    assert compose(database, clock) == found.emails
    assert sorted(each.text for each in said) == sorted(each.text for each in emails(database))


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
    assert ahead_of(database, clock, people[0], clock.now) == []


def test_each_moment_has_an_e_mail_of_its_own_of_its_day(
    database: Database, match: Match, clock: HandClock
) -> None:
    """Somebody hears of one area at once, of another each morning, and of the third on Fridays."""
    clock.now = datetime(2026, 6, 11, 5, tzinfo=UTC)  # a Thursday
    frequencies = (Frequency.INSTANT, Frequency.DAILY, Frequency.WEEKLY)
    with database.writing() as session:
        rows = [
            subscribe(session, ALICE, a_circle(300 + number), wishes=Wishes(frequency=frequency))
            for number, frequency in enumerate(frequencies)
        ]
        session.execute(update(FeedRow).values(last_success_at=clock.now))
    happen(database, 1, noticed_at=clock.now, consultation_end_date=date(2026, 6, 11))
    match()
    friday = clock.now + timedelta(days=1, hours=2)
    before = every_row(database)
    ahead = ahead_of(database, clock, rows[0].subscriber_id, friday)
    assert every_row(database) == before
    assert foresee(database, clock.now, friday).emails == 3
    for each in ahead:
        clock.now = each.at
        with database.writing() as session:  # as feeds are polled meanwhile
            session.execute(update(FeedRow).values(last_success_at=clock.now))
        assert compose(database, clock) == 1
    assert [each.text for each in emails(database)] == [each.email.text for each in ahead]
    assert ["today is the last day" in each.email.text for each in ahead] == [True, True, False]


@pytest.mark.parametrize(
    ("day", "columns", "expected"),
    [
        (12, {"quarantine": None}, [1, 1]),
        (11, {"quarantine": None}, [1, 0]),
        (12, {"consultation_end_date": date(2026, 6, 15)}, [0, 0]),
        (12, {"status": "determined"}, [0, 0]),
        (12, {"quarantine": "suspected-test"}, [0, 0]),
    ],
)
def test_a_reminder_that_will_be_true_no_more_is_not_foreseen(
    database: Database,
    match: Match,
    clock: HandClock,
    day: int,
    columns: dict[str, object],
    expected: list[int],
) -> None:
    """Comments close on Friday, or the day before: one person is reminded each morning, the other on Fridays."""
    friday = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)
    clock.now = friday - timedelta(days=1, hours=6)
    kinds = frozenset({ChangeKind.DEADLINE_NEAR})
    with database.writing() as session:
        for number, frequency in enumerate((Frequency.DAILY, Frequency.WEEKLY)):
            wishes = Wishes(frequency=frequency, changes=kinds)
            subscribe(session, f"{number}@example.com", a_circle(300 + number), wishes=wishes)
        stored(session, an_application(1, consultation_end_date=date(2026, 6, day)))
    remind(database, TIMETABLE, clock)
    match()
    with database.writing() as session:
        session.execute(update(ApplicationRow).values(**columns))
    until = tomorrows_end(TIMETABLE, clock.now)
    found = foresee(database, clock.now, until)
    composed = []
    for clock.now in (friday - timedelta(days=1), friday):
        composed.append(compose(database, clock))
    assert composed == expected
    assert [each.people for each in found.moments] == [each for each in expected if each]
    assert sum(found.frequencies.values()) == sum(expected)


def test_who_is_written_to_no_more_has_no_e_mail_to_come(
    database: Database, match: Match, clock: HandClock
) -> None:
    people = some_wait(database, match)
    assert not foresee(database, clock.now, clock.now).counts_suppressed
    with database.writing() as session:
        suppress(session, IDENTITY.key, "person1@example.com", Reason.HARD_BOUNCE, clock.now)
    tomorrow = clock.now + timedelta(days=1)
    assert [len(ahead_of(database, clock, each, tomorrow)) for each in people[:3]] == [1, 0, 1]
    found = foresee(database, clock.now, tomorrow)
    assert (found.emails, found.counts_suppressed) == (len(people), True)


def test_what_cannot_be_put_into_words_is_left_out(
    database: Database, match: Match, clock: HandClock
) -> None:
    (person,) = some_wait(database, match, people=1)
    happen(database, 2, ChangeKind.AMENDED)
    match()
    poison(database, "2026/0002/P")
    tomorrow = clock.now + timedelta(days=1)
    (found,) = ahead_of(database, clock, person, tomorrow)
    assert "2026/0001/P" in found.email.text
    assert "2026/0002/P" not in found.email.text
