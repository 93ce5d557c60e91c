"""Alerts that are due become one e-mail a person, each alert in exactly one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from alerts.db import due, subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ApplicationRow, FeedRow, MuteRow
from alerts.domain.application import Decision
from alerts.domain.change import ChangeKind
from alerts.services.composing import compose_due
from alerts.services.explaining import explain
from alerts.services.subscribing import end, undo_end
from tests.factories import (
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
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.alerting.mail import ALICE, Match, compose, emails, happen, poison, references_in, said


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
    lies = "Sent because it lies in your areas: "
    assert f"{lies}within 400 m of NW5 1TL; in Kentish Town South ward, Camden; in Camden." in said(email)
    assert f"{lies}in Kentish Town South ward, Camden; in Camden." in said(email)
    assert email.subject.startswith(
        "2 planning applications within 400 m of NW5 1TL and 2 more of your areas: 2 new"
    )
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


def test_what_was_muted_while_it_waited_is_not_told_months_later_when_it_is_heard_of_again(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
        subscribe(session, "dora@example.com", around_nw5())
    happen(database, 1)
    match()
    with database.writing() as session:
        muted = session.scalars(select(ApplicationRow)).one()
        subscriptions.mute(session, row.subscriber_id, muted.id, NOW)
    assert compose(database, clock) == 1  # the other person's
    clock.pass_by(days=100)
    with database.writing() as session:
        subscriptions.unmute(session, row.subscriber_id, muted.id)
    assert compose(database, clock) == 0
    with database.reading() as session:
        (told,) = explain(session, row.id, an_application(1).key, TIMETABLE, clock.now)
    assert told.outcome == "not told, as the application was muted while the alert waited"
    with database.writing() as session:
        a_change(session, session.get_one(ApplicationRow, muted.id), ChangeKind.AMENDED, clock.now)
    match()
    clock.pass_by(days=1)
    assert compose(database, clock) == 2


def test_nobody_is_looked_up_all_of_whose_due_alerts_are_muted(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    with database.writing() as session:
        muted = session.scalars(select(ApplicationRow)).one()
        session.add(MuteRow(subscriber_id=row.subscriber_id, application_id=muted.id, muted_at=NOW))
    with database.writing() as session:
        assert due.people(session, clock.now + timedelta(days=1)) == []
        session.delete(session.get_one(MuteRow, (row.subscriber_id, muted.id)))
        session.flush()
        assert due.people(session, clock.now + timedelta(days=1)) == [row.subscriber_id]


def test_what_waited_under_a_mute_is_not_told_when_it_ends(
    database: Database, match: Match, clock: HandClock
) -> None:
    """However it came to wait: with an area of another address of theirs, for one."""
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    with database.writing() as session:
        muted = session.scalars(select(ApplicationRow)).one()
        session.add(MuteRow(subscriber_id=row.subscriber_id, application_id=muted.id, muted_at=NOW))
    with database.writing() as session:
        subscriptions.unmute(session, row.subscriber_id, muted.id)
        subscriptions.unmute(session, row.subscriber_id, muted.id)
    clock.pass_by(days=1)
    assert compose(database, clock) == 0


@pytest.mark.fault("K-02")
@pytest.mark.fault("K-03")
def test_an_email_and_the_mark_on_its_alerts_are_whole_or_absent(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        Cast.enter(session)
    happen(database, 1)
    match()

    class Cut(BaseException):
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
    happen(database, 2, ChangeKind.AMENDED, site=at(450))
    poison(database, "2026/0002/P")
    match()
    assert compose(database, clock) == 100
    assert [references_in(email) for email in emails(database)] == [["2026/0001/P"]] * 100
    assert "cannot be composed; it is tried again" in caplog.text
    assert "person50" not in caplog.text
    poison(database, "2026/0002/P", [])
    clock.pass_by(minutes=5)
    assert compose(database, clock) == 1


@pytest.mark.fault("K-15")
def test_whatever_goes_wrong_with_one_person_s_costs_those_after_them_nothing(
    database: Database, match: Match, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        for number in range(3):
            subscribe(session, f"person{number}@example.com", around_nw5())
    happen(database, 1)
    match()
    effects = []

    def fail_once(effect: str) -> None:
        effects.append(effect)
        if effects.count("e-mail queued") == 1 and effect == "e-mail queued":
            raise ValueError("only this one")

    assert compose_due(database, SITE, IDENTITY, TIMETABLE, clock, fail_once) == 2
    assert "cannot be told just now; their alerts wait" in caplog.text
    assert compose(database, clock) == 1


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        (at(60), "50 m east of NW5 1TL"),
        (at(-110, 100), "135 m north-west of NW5 1TL"),
        (at(0, -50), "40 m south of NW5 1TL"),
        (at(5), "in NW5 1TL"),
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
    assert f"NEW: Erection of a single storey rear extension, {reason}. " in said(emails(database)[0])


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
    assert "No feed covers Islington: we cannot tell you of applications there." in said(emails(database)[0])


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
    assert ("the applications of Camden: alerts may come late." in said(emails(database)[0])) is is_named


def test_what_closes_first_is_told_first_and_what_is_decided_last(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        Cast.enter(session)
    happen(database, 1, ChangeKind.DECIDED, decision=Decision.GRANTED)
    happen(database, 2, consultation_end_date=date(2026, 6, 30))
    happen(database, 3, valid_date=None)
    happen(database, 4, consultation_end_date=date(2026, 6, 12))
    match()
    compose(database, clock)
    numbers = [4, 2, 3, 1]
    assert references_in(emails(database)[0]) == [f"2026/000{number}/P" for number in numbers]
