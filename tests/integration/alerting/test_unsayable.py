"""One application that cannot be put into words: others are told, it is tried five times, the operator knows."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db import alarms, due, ledger
from alerts.db.ledger import WaitingAlert
from alerts.db.session import Database
from alerts.db.tables import AlertRow, SubscriptionRow
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Wishes
from alerts.services.explaining import explain
from alerts.services.unsayable import WAITS, as_many_as_can_be_said
from tests.factories import TIMETABLE, a_ward, an_application, around_nw5, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import (
    ALICE,
    DAILY,
    INSTANT,
    Match,
    compose,
    emails,
    happen,
    poison,
    references_in,
)

HOUR = timedelta(hours=1)


def watch(database: Database, wishes: Wishes = INSTANT) -> int:
    with database.writing() as session:
        return subscribe(session, ALICE, a_ward(), wishes=wishes).id


def happen_broken(database: Database, number: int) -> str:
    """Something happens that cannot be put into words; the reference of the application."""
    happen(database, number, ChangeKind.AMENDED)
    poison(database, f"2026/{number:04}/P")
    return f"2026/{number:04}/P"


def waiting(database: Database) -> list[tuple[int, str | None]]:
    """(tries, why set aside) of each alert not told yet."""
    with database.reading() as session:
        rows = session.scalars(select(AlertRow).where(AlertRow.email_id.is_(None)).order_by(AlertRow.id))
        return [(row.tries, row.set_aside) for row in rows]


def raised(database: Database) -> list[str]:
    with database.reading() as session:
        return [alarm.words for alarm in alarms.open_of(session, "mail")]


@pytest.mark.fault("K-15")
def test_of_a_hundred_applications_ninety_nine_are_told_and_one_is_set_aside(
    database: Database, match: Match, clock: HandClock
) -> None:
    number = watch(database)
    for each in range(100):
        happen_broken(database, each) if each == 37 else happen(database, each)
    match()
    composed = []
    for wait in (*WAITS, HOUR, HOUR):
        composed.append(compose(database, clock))
        clock.pass_by(seconds=wait.total_seconds())
    assert composed == [1] + [0] * 5
    (email,) = emails(database)
    assert "99 planning applications" in email.text
    assert waiting(database) == [(5, "ValueError")]
    (words,) = raised(database)
    assert words.startswith("2026/0037/P of Camden cannot be put into an e-mail (ValueError).")
    with database.reading() as session:
        assert ledger.set_aside_count(session) == 1
        (told,) = explain(session, number, an_application(37).key, TIMETABLE, clock.now)
    assert told.outcome == "set aside after 5 tries to put it into words (ValueError)"


@pytest.mark.fault("K-15")
def test_others_go_out_while_one_is_tried_again(database: Database, match: Match, clock: HandClock) -> None:
    watch(database)
    broken = happen_broken(database, 1)
    with database.writing() as session:
        subscribe(session, "dora@example.com", around_nw5(100), wishes=INSTANT, since=clock.now)
    for number in range(2, 6):
        clock.pass_by(minutes=1)
        happen(database, number, noticed_at=clock.now)
        match()
        assert compose(database, clock) == 2
        clock.pass_by(hours=8)
    assert waiting(database) == [(4, None)]
    poison(database, broken, [])
    assert compose(database, clock) == 1
    assert waiting(database) == []
    assert references_in(emails(database)[-1]) == ["2026/0001/P"]
    assert raised(database) == []


def test_what_was_set_aside_is_told_once_the_operator_lets_it_be_tried_again(
    database: Database, match: Match, clock: HandClock
) -> None:
    watch(database)
    broken = happen_broken(database, 1)
    match()
    for wait in (*WAITS, HOUR):
        assert compose(database, clock) == 0
        clock.pass_by(seconds=wait.total_seconds())
    assert waiting(database) == [(5, "ValueError")]
    poison(database, broken, [])
    assert compose(database, clock) == 0
    with database.writing() as session:
        assert ledger.try_again(session) == 1
    assert compose(database, clock) == 1
    assert (waiting(database), raised(database)) == ([], [])


def test_a_daily_digest_goes_out_without_it_and_tries_it_each_day(
    database: Database, match: Match, clock: HandClock
) -> None:
    watch(database, DAILY)
    happen_broken(database, 1)
    tried = []
    for number in range(2, 8):
        happen(database, number)
        match()
        clock.pass_by(days=1)
        assert (compose(database, clock), compose(database, clock)) == (1, 0)
        tried += waiting(database)
    assert tried == [(1, None), (2, None), (3, None), (4, None), (5, "ValueError"), (5, "ValueError")]


def test_several_broken_ones_among_many_are_all_found(
    database: Database, match: Match, clock: HandClock
) -> None:
    watch(database)
    broken = {0, 13, 14, 39}
    for number in range(40):
        happen_broken(database, number) if number in broken else happen(database, number)
    match()
    assert compose(database, clock) == 1
    assert len(references_in(emails(database)[0])) == 36
    assert waiting(database) == [(1, None)] * 4


def test_five_tries_are_spread_over_a_morning_and_not_five_minutes(
    database: Database, match: Match, clock: HandClock
) -> None:
    watch(database)
    happen_broken(database, 1)
    match()
    tried_at, began = [], clock.now
    for _ in range(11 * 60):
        before = waiting(database)
        compose(database, clock)
        if waiting(database) != before:
            tried_at.append((clock.now - began) / timedelta(minutes=1))
        clock.pass_by(minutes=1)
    assert tried_at == [0, 5, 35, 155, 635]
    assert waiting(database) == [(5, "ValueError")]


def test_no_application_is_blamed_where_none_of_several_can_be_told_of(
    database: Database, match: Match, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    watch(database)
    broken = [happen_broken(database, number) for number in (1, 2)]
    match()
    for _ in range(9):
        assert compose(database, clock) == 0
        clock.pass_by(hours=1)
    assert (waiting(database), raised(database)) == ([(0, None)] * 2, [])
    assert "cannot be composed; it is tried again" in caplog.text
    for reference in broken:
        poison(database, reference, [])
    assert compose(database, clock) == 1
    assert references_in(emails(database)[0]) == broken


def test_where_all_at_once_cannot_be_said_the_first_half_is(
    database: Database, match: Match, clock: HandClock
) -> None:
    number = watch(database)
    for each in range(8):
        happen(database, each)
    match()

    def say_three(alerts: Sequence[WaitingAlert]) -> int:
        if len(alerts) > 3:
            raise ValueError("too much to say")
        return len(alerts)

    with database.reading() as session:
        person = session.get_one(SubscriptionRow, number).subscriber_id
        found = due.look_at_alerts_of(session, [person], clock.now)
    assert as_many_as_can_be_said(found, say_three) == (2, found[:2])
    assert as_many_as_can_be_said(found[:3], say_three) == (3, found[:3])


def test_any_number_of_alerts_is_set_aside(database: Database) -> None:
    many = [WaitingAlert(AlertRow(id=number), *[None] * 4) for number in range(70_000)]  # type: ignore[arg-type]
    with database.writing() as session:
        ledger.set_aside(session, many, "suppressed")
