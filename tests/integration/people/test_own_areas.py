"""What people do with their own links and areas: come back, move, add."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db import ledger, subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow, EmailRow, SubscriberRow, SubscriptionRow
from alerts.domain.errors import LinkRefused
from alerts.domain.links import Purpose, filled, placeholder
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import WatchArea
from alerts.services.alerting import match_changes
from alerts.services.own_areas import move_to, watch_at_once
from alerts.services.subscribing import (
    Desk,
    end,
    person_of,
    subscription_of,
    undo_end,
)
from tests.factories import (
    IDENTITY,
    NOW,
    TIMETABLE,
    a_change,
    a_circle,
    a_ward,
    all_of,
    an_application,
    around_nw5,
    following,
    stored,
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.people.conftest import Ask, rows

MakeDesk = Callable[[], Desk]


ALICE, BOB = "alice@example.com", "bob@example.com"


def token(session: Session, purpose: Purpose, person: int, subject: int | None = None) -> str:
    """The link of a person's e-mail, about themselves or about a subscription."""
    generation = session.get_one(SubscriberRow, person).generation
    link = placeholder(purpose, person if subject is None else subject)
    return filled(link, "https://alerts.example", generation, NOW, IDENTITY.key).rpartition("/")[2]


def test_an_undo_starts_again_what_was_ended_last_and_together(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        first = subscribe(session, ALICE, a_circle(100))
        second = subscribe(session, ALICE, around_nw5())
        third = subscribe(session, ALICE, all_of())
        end([first], clock())
        clock.pass_by(minutes=5)
        end([second, third], clock())
    with database.writing() as session:
        assert undo_end(session, first.subscriber_id, clock()) == 2
    assert [row.state for row in rows(database)] == ["ended", "confirmed", "confirmed"]


@pytest.mark.parametrize(("days", "started"), [(30, 1), (30.01, 0)])
def test_an_undo_is_possible_for_thirty_days(
    database: Database, clock: HandClock, days: float, started: int
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
        end([row], clock())
    clock.pass_by(days=days)
    with database.writing() as session:
        assert undo_end(session, row.subscriber_id, clock()) == started


def test_an_undo_does_not_double_an_area_that_was_asked_for_anew(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
        end([row], clock())
    ask(ALICE)
    with database.writing() as session:
        assert undo_end(session, row.subscriber_id, clock()) == 0
    assert [each.state for each in rows(database)] == ["ended", "pending"]


@pytest.mark.fault("U-13")
@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.UNSUBSCRIBE, Purpose.FOLLOW, Purpose.MUTE])
def test_no_other_link_opens_a_persons_page(database: Database, desk: MakeDesk, purpose: Purpose) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
        with pytest.raises(LinkRefused):
            person_of(session, token(session, purpose, row.subscriber_id), Purpose.MANAGE, desk())
        own = token(session, Purpose.MANAGE, row.subscriber_id)
        found, _ = person_of(session, own, Purpose.MANAGE, desk())
        assert found.email == ALICE


@pytest.mark.fault("U-12")
def test_raising_a_persons_generation_ends_all_their_links(database: Database, desk: MakeDesk) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5())
        person = session.get_one(SubscriberRow, row.subscriber_id)
        person.generation = 7
        old = token(session, Purpose.MANAGE, person.id)
        person.generation = 8
        with pytest.raises(LinkRefused):
            person_of(session, old, Purpose.MANAGE, desk())
        new = token(session, Purpose.MANAGE, person.id)
        assert person_of(session, new, Purpose.MANAGE, desk())[0].email == ALICE


def test_a_confirmation_link_of_an_ended_or_forgotten_subscription_is_refused(
    database: Database, desk: MakeDesk, ask: Ask
) -> None:
    ask(BOB)
    with database.writing() as session:
        row = session.scalars(select(SubscriptionRow)).one()
        link = token(session, Purpose.CONFIRM, row.subscriber_id, row.id)
        unknown = token(session, Purpose.CONFIRM, row.subscriber_id, 999)
        assert subscription_of(session, link, desk()).id == row.id
        end([row], NOW)
        for refused in (link, unknown):
            with pytest.raises(LinkRefused):
                subscription_of(session, refused, desk())


def test_a_person_who_changes_a_distance_misses_nothing(
    database: Database, desk: MakeDesk, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5(400))
        for number in (1, 2):
            a_change(session, stored(session, an_application(number)))
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        first = session.scalars(select(AlertRow).order_by(AlertRow.id)).first()
        email = EmailRow(
            id="e" * 32, lane="alert", subscriber_id=row.subscriber_id, message_id="<e@x>", composed_at=NOW,
            subject="s", text="t", html="h", list_id="alerts", state="queued", next_try_at=NOW,
        )  # fmt: skip
        session.add(email)
        session.flush()
        first.email_id = email.id
    with database.writing() as session:
        moved = move_to(session, desk(), session.get_one(SubscriptionRow, row.id), around_nw5(800))
        assert (moved.state, moved.confirmed_at) == ("confirmed", row.confirmed_at)
        assert {alert.subscription_id for alert in session.scalars(select(AlertRow))} == {moved.id}
        assert ledger.has_living_reader(session, "e" * 32)
    assert [each.state for each in rows(database)] == ["ended", "confirmed"]


def test_moving_to_an_area_that_is_watched_already_ends_the_first(database: Database, desk: MakeDesk) -> None:
    with database.writing() as session:
        first = subscribe(session, ALICE, around_nw5(400))
        second = subscribe(session, ALICE, around_nw5(800))
        assert move_to(session, desk(), first, around_nw5(800)).id == second.id
    assert [row.state for row in rows(database)] == ["ended", "confirmed"]


@pytest.mark.parametrize("is_told", [False, True])
def test_what_waited_is_told_once_although_the_other_distance_is_watched_already(
    database: Database, desk: MakeDesk, clock: HandClock, *, is_told: bool
) -> None:
    with database.writing() as session:
        first = subscribe(session, ALICE, around_nw5(400), wishes=Wishes(frequency=Frequency.WEEKLY))
        a_change(session, stored(session, an_application(1)))
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        second = subscribe(session, ALICE, around_nw5(800))
        if is_told:
            a_change(session, stored(session, an_application(2)))
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        move_to(session, desk(), session.get_one(SubscriptionRow, first.id), around_nw5(800))
        told = session.scalars(select(AlertRow.change_id).where(AlertRow.subscription_id == second.id)).all()
        every = session.scalars(select(ChangeRow.id)).all()
    assert sorted(told) == sorted(every)


def test_moving_to_the_same_area_changes_nothing(
    database: Database, desk: MakeDesk, clock: HandClock
) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, around_nw5(400))
        a_change(session, stored(session, an_application()))
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        row = session.get_one(SubscriptionRow, row.id)
        assert move_to(session, desk(), row, around_nw5(400)).id == row.id
        assert session.scalars(select(AlertRow.subscription_id)).all() == [row.id]
    assert [(each.state, each.confirmed_at) for each in rows(database)] == [("confirmed", row.confirmed_at)]


def test_an_area_added_by_link_starts_at_once(database: Database, desk: MakeDesk, ask: Ask) -> None:
    ask(BOB)
    with database.writing() as session:
        person = subscriptions.subscriber_of(session, BOB)
        watch_at_once(session, desk(), person.id, all_of(), Wishes())
        watch_at_once(session, desk(), person.id, around_nw5(), Wishes(frequency=Frequency.INSTANT))
    assert [(row.state, row.frequency) for row in rows(database)] == [
        ("confirmed", "instant"),
        ("confirmed", "daily"),
    ]


@pytest.mark.parametrize("watch", [all_of(), following()], ids=["an area", "an application"])
def test_what_is_watched_already_keeps_its_wishes_when_it_is_added_again(
    database: Database, desk: MakeDesk, watch: WatchArea
) -> None:
    weekly = Wishes(frequency=Frequency.WEEKLY, only_major=True)
    with database.writing() as session:
        row = subscribe(session, ALICE, watch, wishes=weekly)
        before = row.confirmed_at
        for _ in range(2):
            assert watch_at_once(session, desk(), row.subscriber_id, watch, Wishes()).id == row.id
    (kept,) = rows(database)
    assert (kept.frequency, kept.only_major, kept.confirmed_at) == ("weekly", True, before)


def test_a_ward_redrawn_meanwhile_is_not_watched_twice(database: Database, desk: MakeDesk) -> None:
    with database.writing() as session:
        row = subscribe(session, ALICE, a_ward())
        redrawn = replace(a_ward(), vintage="of another year")
        assert watch_at_once(session, desk(), row.subscriber_id, redrawn, Wishes()).id == row.id
    assert [each.state for each in rows(database)] == ["confirmed"]
