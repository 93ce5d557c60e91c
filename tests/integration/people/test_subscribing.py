"""Subscribing, confirming, leaving and coming back."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import SubscriberRow, SubscriptionRow, WatchAreaRow
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.subscribing import (
    Desk,
    confirm,
    end,
)
from tests.factories import (
    NOW,
    a_circle,
    around_nw5,
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.people.conftest import Ask, outbox, rows

MakeDesk = Callable[[], Desk]
ALICE, BOB = "alice@example.com", "bob@example.com"


def test_who_asks_is_asked_back_and_nothing_starts(database: Database, ask: Ask) -> None:
    ask(BOB, wishes=Wishes(frequency=Frequency.WEEKLY))
    (row,) = rows(database)
    assert (row.state, row.frequency, row.confirmed_at, row.requested_at) == ("pending", "weekly", None, NOW)
    (email,) = outbox(database)
    assert (email.lane, email.state) == ("confirmation", "queued")
    assert "We would write once a week" in email.text
    assert f"{{{{link:confirm:{row.id}:0}}}}" in email.text


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


def test_asking_again_with_other_wishes_gives_the_new_ones(database: Database, ask: Ask) -> None:
    ask(BOB)
    ask(BOB, wishes=Wishes(frequency=Frequency.WEEKLY, include=("loft",)))
    (row,) = rows(database)
    assert (row.frequency, row.include) == ("weekly", ["loft"])


def test_who_has_the_area_already_gets_their_own_link_and_keeps_their_wishes(
    database: Database, ask: Ask
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), wishes=Wishes(frequency=Frequency.DAILY))
    ask(ALICE, wishes=Wishes(frequency=Frequency.WEEKLY))
    assert [email.lane for email in outbox(database)] == ["manage"]
    assert [row.frequency for row in rows(database)] == ["daily"]


@pytest.mark.fault("U-01")
def test_a_bombed_address_gets_three_emails_a_day_whatever_its_spelling_and_areas(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    for number in range(100):
        ask("bob.smith@example.com", a_circle(400, number))
        ask(f"bobsmith+{number}@example.com", a_circle(400, number))
        ask("b.obsmith@example.com")
        clock.pass_by(seconds=30)
    assert len(outbox(database)) == 3
    clock.pass_by(days=1)
    ask("bob.smith@example.com", a_circle(500))
    assert len(outbox(database)) == 4


@pytest.mark.fault("U-01")
def test_requests_beyond_the_limit_leave_no_areas_behind(database: Database, ask: Ask) -> None:
    for number in range(50):
        ask(BOB, a_circle(400, number))
    with database.reading() as session:
        assert len(session.scalars(select(WatchAreaRow)).all()) == 3


@pytest.mark.fault("U-01")
def test_five_areas_may_wait_for_their_confirmation(database: Database, ask: Ask, clock: HandClock) -> None:
    for number in range(12):
        ask(BOB, a_circle(400, number))
        clock.pass_by(hours=13)
    assert len(rows(database)) == 5
    ask(BOB, a_circle(400, 0))
    assert len(rows(database)) == 5
    assert len(outbox(database)) == 6


def test_who_answers_may_ask_for_more_on_the_same_day(database: Database, ask: Ask, clock: HandClock) -> None:
    for number in range(6):
        ask(BOB, a_circle(400, number))
        clock.pass_by(minutes=1)
        with database.writing() as session:
            for row in session.scalars(select(SubscriptionRow)):
                confirm(row, clock())
        clock.pass_by(minutes=1)
    assert len(rows(database)) == 6


def test_two_people_do_not_share_a_limit(database: Database, ask: Ask) -> None:
    for number in range(5):
        ask(f"person{number}@example.com")
    assert len(outbox(database)) == 5


@pytest.mark.fault("S-04")
@pytest.mark.timeout(120)
def test_fifty_requests_at_once_for_one_place_make_one_subscription(database: Database, ask: Ask) -> None:
    at_once(50, lambda: ask(BOB))
    assert len(rows(database)) == 1
    with database.reading() as session:
        assert len(session.scalars(select(SubscriberRow)).all()) == 1
        assert len(session.scalars(select(WatchAreaRow)).all()) == 1
    assert len(outbox(database)) == 3


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
