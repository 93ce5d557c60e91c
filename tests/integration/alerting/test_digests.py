"""When what waits is put into an e-mail: once a local day, whatever the clocks do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.db.session import Database
from alerts.db.tables import AlertRow, SubscriberRow
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.services.subscribing import Desk, change_wishes
from tests.factories import (
    BEFORE,
    IDENTITY,
    NOW,
    SITE,
    TIMETABLE,
    a_change,
    all_of,
    an_application,
    around_nw5,
    stored,
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.alerting.mail import (
    ALICE,
    DAILY,
    INSTANT,
    Match,
    compose,
    emails,
    happen,
    references_in,
)


def minutes_of(first: date, last: date) -> Iterator[datetime]:
    moment, end_at = (
        datetime(first.year, first.month, first.day, tzinfo=UTC),
        datetime(last.year, last.month, last.day, tzinfo=UTC),
    )
    while moment < end_at:
        yield moment
        moment += timedelta(minutes=10)


@pytest.mark.fault("C-02")
def test_changes_of_one_day_are_told_together(database: Database, match: Match, clock: HandClock) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=DAILY)
        row = stored(session, an_application(1))
        a_change(session, row, ChangeKind.NEW, NOW)
        a_change(session, row, ChangeKind.AMENDED, NOW + timedelta(hours=1))
    match()
    clock.now = datetime(2026, 6, 11, 6, 30, tzinfo=UTC)
    assert compose(database, clock) == 1
    assert references_in(emails(database)[0]) == ["2026/0001/P"]


@pytest.mark.fault("T-01")
@pytest.mark.fault("T-02")
@pytest.mark.fault("K-08")
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 10, 24), date(2026, 10, 27)),
        (date(2027, 3, 27), date(2027, 3, 30)),
        (date(2027, 10, 30), date(2027, 11, 2)),
    ],
)
def test_a_daily_digest_goes_out_once_a_local_day_also_when_the_clocks_change(
    database: Database, clock: HandClock, first: date, last: date
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=DAILY)
    noticed = 0
    for clock.now in minutes_of(first, last):
        if clock.now.minute == 0:
            noticed += 1
            happen(database, noticed, noticed_at=clock.now, received_date=first)
        match_changes(database, TIMETABLE, clock)
        compose(database, clock)
    composed = [email.composed_at.astimezone(TIMETABLE.zone) for email in emails(database)]
    assert [(moment.hour, moment.minute) for moment in composed] == [(7, 30)] * 3
    assert len({moment.date() for moment in composed}) == 3
    told = [reference for email in emails(database) for reference in references_in(email)]
    assert len(told) == len(set(told))
    with database.reading() as session:
        waiting = session.query(AlertRow).filter(AlertRow.email_id.is_(None)).count()
    assert len(told) + waiting == noticed


@pytest.mark.fault("T-06")
def test_a_machine_asleep_for_three_days_catches_up_with_one_digest(
    database: Database, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=DAILY)
        subscribe(session, "dora@example.com", around_nw5(), wishes=INSTANT)
    for number in range(3):
        happen(database, number, noticed_at=clock.now)
        match_changes(database, TIMETABLE, clock)
        clock.pass_by(days=1)
    assert compose(database, clock) == 2
    assert [len(references_in(email)) for email in emails(database)] == [3, 3]


@pytest.mark.fault("T-05")
@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_jumps_neither_repeats_nor_loses(
    database: Database, match: Match, clock: HandClock, hours: int
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=DAILY)
    happen(database, 1)
    match()
    clock.now = datetime(2026, 6, 11, 6, 30, tzinfo=UTC)
    compose(database, clock)
    clock.pass_by(hours=hours)
    happen(database, 2, noticed_at=clock.now)
    match()
    for _ in range(30):
        compose(database, clock)
        clock.pass_by(hours=1)
    assert sorted(references_in(email) for email in emails(database)) == [["2026/0001/P"], ["2026/0002/P"]]


def test_a_changed_frequency_moves_what_waits(database: Database, match: Match, clock: HandClock) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5(), wishes=Wishes(frequency=Frequency.WEEKLY))
    happen(database, 1)
    match()
    assert compose(database, clock) == 0
    with database.writing() as session:
        desk = Desk(SITE, IDENTITY, TIMETABLE, clock())
        change_wishes(session, session.get_one(type(row), row.id), INSTANT, desk)
    assert compose(database, clock) == 1


def test_a_person_who_wants_instant_and_daily_mail_gets_each_at_its_time(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=INSTANT)
        subscribe(session, ALICE, all_of(), wishes=DAILY)
        assert session.query(SubscriberRow).count() == 1
    happen(database, 1)
    match()
    assert compose(database, clock) == 1
    clock.now = datetime(2026, 6, 11, 6, 30, tzinfo=UTC)
    assert compose(database, clock) == 1
    assert BEFORE < emails(database)[0].composed_at < emails(database)[1].composed_at
