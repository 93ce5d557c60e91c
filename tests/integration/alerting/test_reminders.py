"""Reminders of the last day to comment: once each, on their day, and never of something that is true no more."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.db import applications, changes
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.services.listing import application_page
from alerts.services.reminding import remind
from tests.factories import TIMETABLE, Cast, a_ward, an_application, around_nw5, stored, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import ALICE, compose, emails, references_in, said
from tests.integration.alerting.told import told

DEADLINE = date(2026, 6, 20)
DORA = "dora@example.com"


def at(day: int, hour: int = 11) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def wishing(days: int = 3, frequency: Frequency = Frequency.INSTANT, hour: int | None = None) -> Wishes:
    kinds = frozenset({ChangeKind.DEADLINE_NEAR})
    return Wishes(frequency=frequency, changes=kinds, remind_days=days, hour=hour)


def known(database: Database, number: int = 1, noticed_at: datetime | None = None, **changed: object) -> None:
    """An application known from before, about which people can comment until the 20th."""
    with database.writing() as session:
        row = stored(session, an_application(number, **{"consultation_end_date": DEADLINE} | changed))
        row.first_noticed_at = noticed_at or row.first_noticed_at


def become(database: Database, **columns: object) -> None:
    with database.writing() as session:
        for row in session.scalars(select(ApplicationRow)):
            for name, value in columns.items():
                setattr(row, name, value)


def reminders(database: Database) -> list[tuple[date | None, int | None]]:
    with database.reading() as session:
        rows = session.scalars(select(ChangeRow).where(ChangeRow.kind == "deadline_near"))
        return [(row.deadline, row.days_before) for row in rows]


@pytest.fixture
def tick(database: Database, clock: HandClock) -> Callable[[datetime], int]:
    """The service's work at a moment; how many e-mails it composed."""

    def work(moment: datetime) -> int:
        clock.now = moment
        remind(database, TIMETABLE, clock)
        match_changes(database, TIMETABLE, clock)
        return compose(database, clock)

    return work


Tick = Callable[[datetime], int]


def test_a_reminder_is_given_once_on_its_day(database: Database, tick: Tick) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    assert [tick(at(day)) for day in range(10, 23)] == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert told(database) == [("alice@example.com", "deadline_near", "2026/0001/P")]
    (email,) = emails(database)
    assert "COMMENTS CLOSE SOON" in email.text
    assert "Comment by Saturday 20 June, 3 days left." in email.text.splitlines()


def test_everybody_is_reminded_as_many_days_before_as_they_asked(database: Database, tick: Tick) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=wishing(7))
        subscribe(session, DORA, around_nw5(), wishes=wishing(1))
    known(database)
    assert [tick(at(day)) for day in range(12, 21)] == [0, 1, 0, 0, 0, 0, 0, 1, 0]
    assert [email for email, _, _ in told(database)] == [ALICE, DORA]


def test_where_no_last_day_is_given_the_reminder_is_about_our_estimate_and_says_so(
    database: Database, tick: Tick
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database, consultation_end_date=None, valid_date=DEADLINE - timedelta(days=21))
    assert [tick(at(day)) for day in (16, 17)] == [0, 1]
    (email,) = emails(database)
    assert "Our estimate is Saturday 20 June" in said(email)
    assert "COMMENTS MAY CLOSE SOON" in email.text
    assert email.subject.startswith("Comments may close in 3 days")


@pytest.mark.fault("T-06")
def test_who_was_asleep_on_the_day_catches_up_while_it_is_not_too_late(
    database: Database, tick: Tick
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    assert tick(at(20)) == 1
    assert "today is the last day" in emails(database)[0].text
    known(database, 2)
    assert [tick(at(day)) for day in (21, 22)] == [0, 0]


def test_who_was_told_of_an_application_with_its_date_just_now_is_not_reminded(
    database: Database, tick: Tick
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database, 1, noticed_at=at(18, 0))
    known(database, 2, noticed_at=at(17, 22))
    assert [tick(at(day)) for day in range(18, 21)] == [1, 0, 0]
    assert [reference for _, _, reference in told(database)] == ["2026/0002/P"]


def test_a_new_last_day_is_a_new_reminder(database: Database, tick: Tick) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    assert tick(at(17)) == 1
    become(database, consultation_end_date=date(2026, 6, 27))
    assert [tick(at(day)) for day in (18, 23, 24, 25)] == [0, 0, 1, 0]
    assert reminders(database) == [(DEADLINE, 3), (date(2026, 6, 27), 3)]


@pytest.mark.parametrize(
    "columns",
    [
        {"decision": "granted"},
        {"status": "withdrawn"},
        {"withdrawn_date": date(2026, 6, 17)},
        {"status": "returned"},
        {"consultation_end_date": date(2026, 6, 27)},
        {"consultation_end_date": None, "valid_date": None},
        {"quarantine": "suspected-test"},
    ],
    ids=["decided", "withdrawn", "withdrawn on", "returned", "extended", "unknown", "held back"],
)
def test_a_reminder_that_is_true_no_more_when_it_would_be_told_is_dropped(
    database: Database, tick: Tick, columns: dict[str, object]
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing(frequency=Frequency.DAILY))
    known(database)
    assert tick(at(17, 1)) == 0
    assert len(told(database)) == 1
    become(database, **columns)
    assert tick(at(17, 7)) == 0
    assert told(database) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"decision_raw": "Refused"},
        {"decision_date": date(2026, 6, 9)},
        {"status": "determined"},
        {"status": "withdrawn"},
        {"quarantine": "suspected-test"},
    ],
)
def test_nobody_is_reminded_of_what_is_over_or_held_back(
    database: Database, tick: Tick, columns: dict[str, object]
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    become(database, **columns)
    assert tick(at(17)) == 0
    assert reminders(database) == []


def test_no_reminder_is_made_that_nobody_asked_for(database: Database, tick: Tick) -> None:
    only_new = Wishes(frequency=Frequency.INSTANT, changes=frozenset({ChangeKind.NEW}))
    with database.writing() as session:
        Cast.enter(session, wishes=only_new)
        subscribe(session, DORA, around_nw5(), "pending", wishing())
    known(database)
    assert tick(at(17)) == 0
    assert reminders(database) == []


def test_instant_reminders_wait_for_the_morning(database: Database, tick: Tick) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    moments = [datetime(2026, 6, 16, 23, 0, tzinfo=UTC), at(17, 6), datetime(2026, 6, 17, 6, 30, tzinfo=UTC)]
    assert [tick(moment) for moment in moments] == [0, 0, 1]


@pytest.mark.parametrize(("days", "told_on"), [(3, 12), (1, 19), (8, 12), (9, 5)])
def test_a_weekly_email_on_fridays_reminds_at_least_as_many_days_before(
    database: Database, tick: Tick, days: int, told_on: int
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing(days, Frequency.WEEKLY))
    known(database)
    sent = [(day, tick(at(day, hour))) for day in (4, 5, 6, 11, 12, 13, 18, 19, 20) for hour in (1, 7)]
    assert [day for day, emails_sent in sent if emails_sent] == [told_on]


@pytest.mark.parametrize(
    ("frequency", "told_on"), [(Frequency.DAILY, 17), (Frequency.WEEKLY, 12), (Frequency.INSTANT, 17)]
)
def test_a_digest_at_midnight_reminds_on_its_day_too(
    database: Database, tick: Tick, frequency: Frequency, told_on: int
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing(3, frequency, hour=0))
    known(database)
    for midnight in (at(day, 23) for day in range(9, 18)):
        tick(midnight)
        tick(midnight + timedelta(minutes=30))
    assert TIMETABLE.today(emails(database)[0].composed_at).day == told_on


def test_the_flood_guard_neither_holds_reminders_nor_waits_with_them(
    database: Database, clock: HandClock
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    clock.now = at(17)
    assert remind(database, TIMETABLE, clock) == 1
    with database.writing() as session:
        assert changes.hold_since(session, "camden", 0) == 0
        assert [row.kind for row, _ in changes.take_unmatched(session, 10, ["camden"], 999)] == [
            "deadline_near"
        ]
        assert changes.told_since(session, [1], at(1)) == {1: []}


def test_the_history_of_an_application_has_no_reminders(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    clock.now = at(17)
    remind(database, TIMETABLE, clock)
    with database.reading() as session:
        row = session.scalars(select(ApplicationRow)).one()
        assert application_page(session, an_application(1).key).history == ()
        assert applications.history(session, row.id) == []


def test_a_reminder_follows_the_rules_that_a_new_application_does(database: Database, tick: Tick) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, a_ward(), wishes=wishing())
        subscribe(session, DORA, around_nw5(100), wishes=wishing(), since=at(17, 12))
    known(database)
    tick(at(17))
    assert [email for email, _, _ in told(database)] == [ALICE]


def test_two_processes_make_each_reminder_once(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    for number in range(30):
        known(database, number)
    clock.now = at(17)

    def another(_effect: str) -> None:
        assert remind(database, TIMETABLE, clock) == 0

    assert remind(database, TIMETABLE, clock, another) == 30
    assert len(reminders(database)) == 30


def test_what_changed_and_closes_soon_is_one_application_in_the_email(database: Database, tick: Tick) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=Wishes(frequency=Frequency.DAILY))
    known(database)
    with database.writing() as session:
        row = session.scalars(select(ApplicationRow)).one()
        session.add(
            ChangeRow(
                application_id=row.id,
                kind="amended",
                state="unmatched",
                noticed_at=at(17, 2),
                feed="camden",
                differences=[["description", "One storey", "Two storeys"]],
            )
        )
    assert [tick(at(17, 3)), tick(at(17, 7))] == [0, 1]
    (email,) = emails(database)
    assert references_in(email) == ["2026/0001/P"]
    assert "AMENDED: " in email.text
    assert "3 days left" in email.text


def test_what_is_given_its_last_day_later_on_the_day_is_reminded_of_beside_what_was(
    database: Database, tick: Tick
) -> None:
    with database.writing() as session:
        Cast.enter(session, wishes=wishing())
    known(database)
    assert tick(at(17)) == 1
    known(database, 2)
    assert [tick(at(17, 12)), tick(at(17, 13))] == [1, 0]
    assert [reference for _, _, reference in told(database)] == ["2026/0001/P", "2026/0002/P"]
