"""What is forgotten in time, and what is kept for how long."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db import address_changes, due, emails
from alerts.db.session import Database
from alerts.db.tables import (
    AlertRow,
    CounterRow,
    EmailRow,
    PollRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.domain.personal_data import Lifetimes
from alerts.services import mailboxes
from alerts.services.areas import Places
from alerts.services.retention import Forgotten, forget
from alerts.services.shapes import drawn_area, keep
from alerts.services.subscribing import Desk
from geo.drawn.geojson import drawing_of
from tests.factories import (
    IDENTITY,
    NOW,
    all_of,
    around_nw5,
    subscribe,
)
from tests.fakes import TinyGazetteer
from tests.integration.people.conftest import Ask, outbox, rows

MakeDesk = Callable[[], Desk]
ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"


def days_later(database: Database, days: float) -> Forgotten:
    with database.writing() as session:
        return forget(session, NOW + timedelta(days=days))


def people(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(SubscriberRow.email).order_by(SubscriberRow.email)))


DRAWN = {
    "type": "Polygon",
    "coordinates": [[[-0.15, 51.55], [-0.14, 51.55], [-0.14, 51.56], [-0.15, 51.56], [-0.15, 51.55]]],
}


def test_the_lifetimes_are_those_promised() -> None:
    assert Lifetimes() == Lifetimes(
        pending=timedelta(days=7),
        sent_words=timedelta(days=30),
        sent_ids=timedelta(days=400),
        left=timedelta(days=30),
        networks=timedelta(days=30),
        new_addresses=timedelta(days=7),
        unwatched_areas=timedelta(days=7),
        polls=timedelta(days=90),
        bounces=timedelta(days=30),
        refusals=timedelta(days=90),
    )


@pytest.mark.fault("P-05")
@pytest.mark.fault("U-04")
def test_who_never_confirmed_is_forgotten_after_a_week(database: Database, ask: Ask) -> None:
    ask(BOB)
    assert days_later(database, 7).pending == 0
    assert people(database) == [BOB]
    assert days_later(database, 7.01).pending == 1
    assert (people(database), outbox(database), rows(database)) == ([], [], [])
    with database.reading() as session:
        assert session.scalars(select(WatchAreaRow)).all() == []


def test_alice_who_asks_for_a_second_area_and_forgets_to_confirm_keeps_the_first(
    database: Database, ask: Ask
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, all_of())
    ask(ALICE)
    days_later(database, 8)
    assert [row.state for row in rows(database)] == ["confirmed"]


@pytest.mark.fault("P-05")
def test_who_left_is_forgotten_when_an_undo_is_no_longer_possible(database: Database) -> None:
    with database.writing() as session:
        row = subscribe(session, CHARLIE, around_nw5(), "ended")
        row.ended_at = NOW
    assert days_later(database, 30).ended == 0
    assert days_later(database, 30.01).ended == 1
    assert people(database) == []


def test_who_left_one_of_two_areas_is_still_known(database: Database) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5(), "ended")
        subscribe(session, ALICE, all_of())
    days_later(database, 400)
    assert people(database) == [ALICE]
    assert [row.state for row in rows(database)] == ["confirmed"]


@pytest.mark.fault("P-05")
def test_the_words_of_sent_emails_are_forgotten_after_thirty_days(database: Database, lived: int) -> None:
    assert days_later(database, 30).emails == 0
    assert days_later(database, 30.01).emails == 2
    assert {(email.subject, email.text, email.html) for email in outbox(database)} == {("", "", "")}
    with database.reading() as session:
        assert session.query(AlertRow).count() == 2


def test_an_email_that_still_waits_keeps_its_words(database: Database, lived: int) -> None:
    with database.writing() as session:
        for row in session.scalars(select(EmailRow)):
            row.state, row.sent_at = "queued", None
    assert days_later(database, 31).emails == 0


def test_polls_are_forgotten_after_ninety_days(database: Database) -> None:
    with database.writing() as session:
        session.add(
            PollRow(
                feed="camden",
                started_at=NOW,
                seconds=1.0,
                fetched=0,
                new=0,
                changed=0,
                unchanged=0,
                problems=0,
                quarantined=0,
                requests=1,
                problem_list=[],
            )
        )
    assert days_later(database, 90).polls == 0
    assert days_later(database, 90.01).polls == 1


@pytest.mark.parametrize(("days", "is_kept"), [(6.9, True), (7.1, False)])
def test_a_drawn_shape_that_nobody_watches_is_kept_for_a_week(
    database: Database, days: float, is_kept: bool
) -> None:
    with database.writing() as session:
        keep(session, drawn_area(drawing_of(DRAWN), Places(TinyGazetteer(), 100, 400)), NOW)
    days_later(database, days)
    with database.reading() as session:
        assert bool(session.scalars(select(WatchAreaRow)).all()) is is_kept


def test_a_drawn_shape_has_a_name_that_cannot_be_guessed(database: Database) -> None:
    with database.writing() as session:
        places = Places(TinyGazetteer(), 100, 400)
        names = {keep(session, drawn_area(drawing_of(DRAWN), places), NOW).name.rest for _ in range(5)}
    assert len(names) == 5
    assert {len(name) for name in names} == {16}


@pytest.mark.fault("P-05")
@pytest.mark.parametrize(("days", "known"), [(30, True), (30.01, False)])
def test_the_network_that_somebody_asked_from_is_forgotten_after_thirty_days(
    database: Database, ask: Ask, days: float, known: bool
) -> None:
    ask(BOB)
    with database.writing() as session:
        row = session.scalars(select(SubscriptionRow)).one()
        row.state, row.confirmed_at = "confirmed", NOW
    days_later(database, days)
    (row,) = rows(database)
    assert (row.consent_ip is not None) is known
    assert row.consent_source == "/areas/postcode/NW51TL"


@pytest.mark.fault("P-05")
@pytest.mark.parametrize(("days", "count"), [(400, 1), (400.01, 0)])
def test_that_an_email_was_sent_is_forgotten_after_four_hundred_days_and_nothing_is_told_anew(
    database: Database, lived: int, days: float, count: int
) -> None:
    assert days_later(database, 31).ids == 0
    days_later(database, days)
    with database.reading() as session:
        assert len(emails.of_subscriber(session, lived)) == count
        assert session.scalars(select(AlertRow).where(AlertRow.email_id.is_(None))).all() == []
        assert due.people(session, NOW + timedelta(days=500)) == []


@pytest.mark.fault("P-05")
def test_counters_go_after_their_window_and_a_new_address_after_a_week(
    database: Database, ask: Ask, lived: int
) -> None:
    ask(BOB)
    with database.writing() as session:
        address_changes.replace(session, lived, "alice@new.example", NOW)
    days_later(database, 1 / 24)
    assert {key.partition("/")[0] for key in counted(database)} == {"address", "unanswered", "mailbox"}
    days_later(database, 1)
    assert counted(database) == []
    assert days_later(database, 7).new_addresses == 0
    assert days_later(database, 7.01).new_addresses == 1


def counted(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(CounterRow.key)))


def test_that_somebody_said_never_is_kept_for_ever(database: Database, desk: MakeDesk) -> None:
    with database.writing() as session:
        mailboxes.never_again(session, desk(), BOB)
    days_later(database, 5_000)
    with database.reading() as session:
        assert not mailboxes.may_be_written_to(session, IDENTITY, BOB, is_confirmed=False)
