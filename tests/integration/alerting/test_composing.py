"""Alerts that are due become one e-mail a person, each alert in exactly one."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ApplicationRow, EmailRow, FeedRow, SubscriberRow
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import MatchReport, match_changes
from alerts.services.composing import compose_due
from alerts.services.subscribing import Desk, change_wishes, end, undo_end
from tests.factories import (
    BEFORE,
    IDENTITY,
    ISLINGTON,
    NOW,
    SITE,
    TIMETABLE,
    Cast,
    a_change,
    a_ward,
    all_of,
    an_application,
    around_nw5,
    at,
    stored,
    subscribe,
)
from tests.fakes import HandClock

Match = Callable[[], MatchReport]
ALICE = "alice@example.com"
DAILY, INSTANT = Wishes(frequency=Frequency.DAILY), Wishes(frequency=Frequency.INSTANT)


def compose(database: Database, clock: HandClock) -> int:
    return compose_due(database, SITE, IDENTITY, TIMETABLE, clock)


def emails(database: Database) -> list[EmailRow]:
    with database.reading() as session:
        return list(session.scalars(select(EmailRow).order_by(EmailRow.composed_at, EmailRow.id)))


def happen(database: Database, number: int, kind: ChangeKind = ChangeKind.NEW, **changed: object) -> None:
    with database.writing() as session:
        noticed_at = changed.pop("noticed_at", NOW)
        a_change(session, stored(session, an_application(number, **changed)), kind, noticed_at)


def references_in(email: EmailRow) -> list[str]:
    lines = email.text.splitlines()
    return [line.removeprefix("Reference: ") for line in lines if line.startswith("Reference: ")]


def succeed_in_reading(database: Database, name: str = "camden") -> None:
    with database.writing() as session:
        for row in session.scalars(select(FeedRow)):
            row.last_success_at = NOW
            row.is_enabled = row.name == name


def test_one_person_gets_one_email_over_all_areas_with_each_application_once(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        for watch in (around_nw5(), a_ward(), all_of()):
            subscribe(session, ALICE, watch)
    happen(database, 1)
    happen(database, 2, site=at(450))
    assert match().alerts == 5
    assert compose(database, clock) == 1
    (email,) = emails(database)
    assert references_in(email) == ["2026/0001/P", "2026/0002/P"]
    assert "50 m east of NW5 1TL; in Kentish Town South ward, Camden; in Camden." in email.text.replace(
        "\n", " "
    )
    assert "In Kentish Town South ward, Camden; in Camden." in email.text
    assert email.subject.startswith("2 planning applications, ")
    with database.reading() as session:
        assert set(session.scalars(select(AlertRow.email_id))) == {email.id}


def test_an_email_is_composed_once(database: Database, match: Match, clock: HandClock) -> None:
    with database.writing() as session:
        Cast.enter(session)
    happen(database, 1)
    match()
    assert [compose(database, clock) for _ in range(3)] == [1, 0, 0]
    (email,) = emails(database)
    assert (email.state, email.lane, email.attempts, email.next_try_at) == ("queued", "alert", 0, NOW)
    assert email.message_id == f"<{email.id}@mail.alerts.example>"
    assert len(email.id) == 32


def test_everybody_gets_their_own_email(database: Database, match: Match, clock: HandClock) -> None:
    with database.writing() as session:
        for number in range(5):
            subscribe(session, f"person{number}@example.com", around_nw5())
    happen(database, 1)
    match()
    assert compose(database, clock) == 5
    assert len({email.subscriber_id for email in emails(database)}) == 5


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


def minutes_of(first: date, last: date) -> Iterator[datetime]:
    moment, end_at = (
        datetime(first.year, first.month, first.day, tzinfo=UTC),
        datetime(last.year, last.month, last.day, tzinfo=UTC),
    )
    while moment < end_at:
        yield moment
        moment += timedelta(minutes=10)


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


@pytest.mark.fault("U-16")
def test_what_waits_for_somebody_who_left_is_not_told(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
    for number in range(10):
        happen(database, number)
    match()
    with database.writing() as session:
        end([session.get_one(type(row), row.id)], NOW)
    assert compose(database, clock) == 0
    assert emails(database) == []


@pytest.mark.fault("U-08")
def test_what_waited_is_told_after_all_when_the_farewell_was_a_mistake(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    with database.writing() as session:
        end([session.get_one(type(row), row.id)], NOW)
    assert compose(database, clock) == 0
    with database.writing() as session:
        assert undo_end(session, row.subscriber_id, NOW) == 1
    assert compose(database, clock) == 1


def test_what_was_muted_while_it_waited_is_not_told(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    happen(database, 2)
    match()
    with database.writing() as session:
        muted = session.scalars(select(ApplicationRow).where(ApplicationRow.reference == "2026/0001/P")).one()
        subscriptions.mute(session, row.subscriber_id, muted.id, NOW)
    compose(database, clock)
    assert [references_in(email) for email in emails(database)] == [["2026/0002/P"]]


@pytest.mark.fault("K-02")
@pytest.mark.fault("K-03")
def test_an_email_and_the_mark_on_its_alerts_are_whole_or_absent(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        Cast.enter(session)
    happen(database, 1)
    match()

    class Cut(Exception):
        """The process ends here."""

    def die(effect: str) -> None:
        if effect == "e-mail queued":
            raise Cut

    with pytest.raises(Cut):
        compose_due(database, SITE, IDENTITY, TIMETABLE, clock, die)
    assert emails(database) == []
    assert compose(database, clock) == 1


@pytest.mark.fault("K-15")
def test_an_alert_that_cannot_be_put_into_words_costs_nobody_else_theirs(
    database: Database, match: Match, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        for number in range(100):
            subscribe(session, f"person{number}@example.com", around_nw5() if number != 50 else a_ward())
    happen(database, 1)
    happen(database, 2, site=at(450), url="http://[broken")
    match()
    assert compose(database, clock) == 99
    assert len(emails(database)) == 99
    assert "cannot be composed; it is tried again" in caplog.text
    assert "person50" not in caplog.text
    with database.writing() as session:
        for row in session.scalars(select(ApplicationRow)):
            row.url = "https://planning.example/1"
    assert compose(database, clock) == 1


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        (at(60), "50 m east of NW5 1TL."),
        (at(-110, 100), "135 m north-west of NW5 1TL."),
        (at(0, -50), "40 m south of NW5 1TL."),
        (at(5), "In NW5 1TL."),
    ],
)
def test_a_reason_gives_distance_and_direction_from_the_postcode(
    database: Database, match: Match, clock: HandClock, site: object, reason: str
) -> None:
    with database.writing() as session:
        Cast.enter(session)
    happen(database, 1, site=site)
    match()
    compose(database, clock)
    assert reason in emails(database)[0].text.splitlines()


def test_a_person_is_warned_of_all_their_areas_also_of_those_with_nothing_to_tell(
    database: Database, match: Match, clock: HandClock
) -> None:
    succeed_in_reading(database)
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
        subscribe(session, ALICE, all_of(ISLINGTON, "Islington"))
    happen(database, 1)
    match()
    compose(database, clock)
    assert "No feed covers Islington: we cannot tell you of applications there." in emails(database)[0].text


@pytest.mark.parametrize(
    ("changed", "is_named"),
    [
        ({"last_success_at": NOW}, False),
        ({"last_success_at": NOW - timedelta(hours=25)}, True),
        ({"last_success_at": NOW, "failures": 1, "last_error": "busy"}, True),
        ({"last_success_at": None, "last_error": "busy", "failures": 1}, True),
    ],
)
def test_a_stale_or_failing_feed_is_named_at_the_foot(
    database: Database, match: Match, clock: HandClock, changed: dict[str, object], is_named: bool
) -> None:
    succeed_in_reading(database)
    with database.writing() as session:
        Cast.enter(session)
        for name, value in changed.items():
            setattr(session.get_one(FeedRow, "camden"), name, value)
    happen(database, 1)
    match()
    compose(database, clock)
    assert ("the applications of Camden: alerts may come late." in emails(database)[0].text) is is_named


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
