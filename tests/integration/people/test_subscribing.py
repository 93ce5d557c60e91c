"""Asking, confirming, leaving and coming back: what becomes of a request in a form."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import SignupRow, SubscriberRow, SubscriptionRow, WatchAreaRow
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.reception import take_in
from alerts.services.subscribing import confirm, end
from tests.factories import NOW, around_nw5, subscribe
from tests.fakes import HandClock, a_reception
from tests.integration.people.conftest import CAMDEN, HOME, Ask, outbox, rows

ALICE, BOB = "alice@example.com", "bob@example.com"


def test_who_asks_is_asked_back_and_nothing_starts(database: Database, ask: Ask) -> None:
    ask(BOB, wishes=Wishes(frequency=Frequency.WEEKLY))
    (row,) = rows(database)
    assert (row.state, row.frequency, row.confirmed_at, row.requested_at) == ("pending", "weekly", None, NOW)
    (email,) = outbox(database)
    assert (email.lane, email.state) == ("confirmation", "queued")
    assert "We would write once a week" in " ".join(email.text.split())
    assert f"{{{{link:confirm:{row.id}:0}}}}" in " ".join(email.text.split())
    assert left(database) == 0


def left(database: Database) -> int:
    """How many requests still wait."""
    with database.reading() as session:
        return len(session.scalars(select(SignupRow)).all())


def test_until_the_worker_comes_by_a_request_is_all_there_is(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    ask(BOB, is_answered=False)
    assert (rows(database), outbox(database), left(database)) == ([], [], 1)
    assert take_in(a_reception(database, clock)) == 1
    assert (len(rows(database)), len(outbox(database)), left(database)) == (1, 1, 0)
    assert take_in(a_reception(database, clock)) == 0


def test_areas_asked_for_one_after_the_other_are_confirmed_from_one_email(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    ask(BOB, HOME, is_answered=False)
    ask(BOB, CAMDEN, is_answered=False)
    ask(BOB, CAMDEN, Wishes(frequency=Frequency.WEEKLY))
    (email,) = outbox(database)
    assert [f"{{{{link:confirm:{row.id}:0}}}}" in email.text for row in rows(database)] == [True, True]
    assert [row.frequency for row in rows(database)] == ["daily", "weekly"]


def test_a_confirmation_starts_it_and_a_repeat_changes_nothing(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    ask(BOB)
    for _ in range(3):
        clock.pass_by(minutes=1)
        with database.writing() as session:
            confirm(session.scalars(select(SubscriptionRow)).one(), clock())
    (row,) = rows(database)
    assert (row.state, row.confirmed_at) == ("confirmed", NOW + timedelta(minutes=1))


def test_asking_again_with_other_wishes_gives_the_new_ones_and_a_second_email_ten_minutes_later(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    ask(BOB)
    clock.pass_by(minutes=9)
    ask(BOB, wishes=Wishes(frequency=Frequency.WEEKLY, include=("loft",)))
    assert (len(outbox(database)), left(database)) == (1, 1)
    clock.pass_by(minutes=1)
    take_in(a_reception(database, clock))
    assert (len(outbox(database)), left(database)) == (2, 0)
    (row,) = rows(database)
    assert (row.frequency, row.include) == ("weekly", ["loft"])


def test_who_has_the_area_already_gets_their_own_link_and_keeps_their_wishes(
    database: Database, ask: Ask
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=Wishes(frequency=Frequency.DAILY))
    ask(ALICE, wishes=Wishes(frequency=Frequency.WEEKLY))
    (email,) = outbox(database)
    assert email.lane == "manage"
    assert "alerts that you have already: within 400 m of NW5 1TL." in " ".join(email.text.split())
    assert [row.frequency for row in rows(database)] == ["daily"]


@pytest.mark.parametrize(("state", "sent"), [("confirmed", 1), ("ended", 1), ("pending", 0), (None, 0)])
def test_ones_own_link_goes_only_to_people_who_have_or_had_an_area(
    database: Database, ask: Ask, state: str | None, sent: int
) -> None:
    if state is not None:
        with database.writing() as session:
            subscribe(session, BOB, around_nw5(), state)
    ask(BOB, None)
    assert [email.lane for email in outbox(database)] == ["manage"] * sent
    assert left(database) == 0


def test_an_area_that_is_gone_by_the_time_the_worker_comes_costs_nobody_an_answer(
    database: Database, ask: Ask
) -> None:
    ask(ALICE, "ward:E05000001")
    ask(BOB)
    assert [row.state for row in rows(database)] == ["pending"]
    assert (len(outbox(database)), left(database)) == (1, 0)


@pytest.mark.fault("S-04")
@pytest.mark.timeout(120)
def test_fifty_requests_at_once_for_one_place_make_one_subscription(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    at_once(50, lambda: ask(BOB))
    assert len(rows(database)) == 1
    with database.reading() as session:
        assert len(session.scalars(select(SubscriberRow)).all()) == 1
        assert len(session.scalars(select(WatchAreaRow)).all()) == 1
    assert len(outbox(database)) == 1


@pytest.mark.fault("S-04")
@pytest.mark.timeout(120)
def test_fifty_confirmations_and_fifty_farewells_at_once_end_in_one_state(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    ask(BOB)

    def confirm_once() -> None:
        with database.writing() as session:
            confirm(session.scalars(select(SubscriptionRow)).one(), clock())

    def leave() -> None:
        with database.writing() as session:
            end(list(session.scalars(select(SubscriptionRow))), clock())

    at_once(50, confirm_once)
    assert [row.state for row in rows(database)] == ["confirmed"]
    at_once(50, leave)
    assert [(row.state, row.ended_at) for row in rows(database)] == [("ended", NOW)]


def at_once(count: int, act: Callable[[], None]) -> None:
    """So many threads do it at one moment; what one of them raises is raised."""
    together = threading.Barrier(count)

    def run() -> None:
        together.wait(30)
        act()

    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(run) for _ in range(count)]:
            done.result()


def test_charlie_may_come_back(database: Database, ask: Ask) -> None:
    with database.writing() as session:
        subscribe(session, "charlie@example.com", around_nw5(), "ended")
    ask("charlie@example.com")
    assert [row.state for row in rows(database)] == ["ended", "pending"]
