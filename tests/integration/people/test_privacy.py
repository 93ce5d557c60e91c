"""What is held about a person: listed, exported whole, erased without trace, forgotten in time."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.db import ledger, subscriptions
from alerts.db.session import Database
from alerts.db.tables import (
    TABLES,
    AlertRow,
    EmailRow,
    MuteRow,
    PollRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.domain.links import Purpose, filled, placeholder
from alerts.domain.subscription import Wishes
from alerts.mail.compose import MailSite
from alerts.services.alerting import match_changes
from alerts.services.areas import Places, keep_shape
from alerts.services.composing import compose_due
from alerts.services.privacy import erase, held_about
from alerts.services.retention import Forgotten, Lifetimes, forget
from alerts.services.sending import Post, send_due
from tests.factories import (
    IDENTITY,
    NOW,
    SITE,
    TIMETABLE,
    a_change,
    a_circle,
    all_of,
    an_application,
    around_nw5,
    stored,
    subscribe,
)
from tests.fakes import HandClock, RecordingSender, TinyGazetteer
from tests.integration.people.conftest import Ask, outbox, rows

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"

PERSONAL_COLUMNS = {
    "subscriber": "id email limit_key generation created_at",
    "subscription": (
        "id subscriber_id watch_area_id state frequency changes types include exclude consent_wording requested_at"
        " confirmed_at ended_at"
    ),
    "watch_area": (
        "id name kind label core margin_m minx miny maxx maxy postcode authority application_reference authorities"
        " vintage created_at"
    ),
    "mute": "subscriber_id application_id muted_at",
    "alert": "id subscription_id change_id distance_m reason due_at created_at email_id",
    "email": (
        "id lane subscriber_id message_id composed_at subject text html list_id state attempts next_try_at"
        " lease_owner lease_until lease_no sent_at last_error"
    ),
}
"""Everything that is stored of people. A new column belongs here with a reason, in the export, and is forgotten."""

IMPERSONAL_TABLES = {"application", "boundary", "change", "feed", "feed_key", "poll"}


@pytest.mark.fault("P-01")
def test_the_columns_that_hold_personal_data_are_these_and_no_others() -> None:
    stored_columns = {name: " ".join(table.columns.keys()) for name, table in TABLES.tables.items()}
    assert {name for name in stored_columns if name not in PERSONAL_COLUMNS} == IMPERSONAL_TABLES
    assert {name: stored_columns[name] for name in PERSONAL_COLUMNS} == PERSONAL_COLUMNS


@pytest.mark.fault("P-07")
def test_no_column_of_an_application_names_a_person() -> None:
    columns = set(TABLES.tables["application"].columns.keys())
    assert not {
        name for name in columns if any(word in name for word in ("applicant", "agent", "officer", "name"))
    }


@pytest.fixture
def lived(database: Database) -> int:
    """Alice has an area of her own with mail about it, one that she shares with Charlie, and a mute; gives her id."""
    clock = HandClock()
    with database.writing() as session:
        own = subscribe(session, ALICE, a_circle(321, 7.5, 8.25))
        subscribe(session, ALICE, all_of(), wishes=Wishes(include=("loft",)))
        subscribe(session, CHARLIE, all_of())
        row = stored(session, an_application())
        subscriptions.mute(session, own.subscriber_id, stored(session, an_application(2)).id, NOW)
        a_change(session, row)
    match_changes(database, TIMETABLE, clock)
    compose_due(database, SITE, IDENTITY, TIMETABLE, clock)
    post = Post(
        database, RecordingSender(), MailSite("https://a.example", "A", "B", "c@d.example"), IDENTITY, clock
    )
    send_due(post)
    return own.subscriber_id


@pytest.mark.fault("P-02")
def test_after_an_erasure_nothing_of_the_person_is_left_in_the_file(
    database: Database, lived: int, tmp_path: Path
) -> None:
    with database.reading() as session:
        generation = session.get_one(SubscriberRow, lived).generation
    secrets = [ALICE, "alice", "529007.5", "loft", token_of(lived, generation)]
    held = dump(tmp_path)
    assert [secret in held for secret in secrets] == [True, True, True, True, False]
    with database.writing() as session:
        erase(session, session.get_one(SubscriberRow, lived))
    left = dump(tmp_path)
    assert [secret in left for secret in secrets] == [False] * 5
    with database.reading() as session:
        assert [person.email for person in session.scalars(select(SubscriberRow))] == [CHARLIE]
        assert [area.label for area in session.scalars(select(WatchAreaRow))] == ["Camden"]
        assert session.scalars(select(MuteRow)).all() == []


def token_of(subscriber_id: int, generation: int) -> str:
    text = filled(placeholder(Purpose.MANAGE, subscriber_id), "", generation, NOW, IDENTITY.key)
    return text.rpartition("/")[2]


def dump(folder: Path) -> str:
    """Every table as SQL, blobs as hexadecimal."""
    connection = sqlite3.connect(folder / "alerts.sqlite")
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.fault("P-03")
def test_the_export_holds_everything_that_is_stored_of_the_person(database: Database, lived: int) -> None:
    with database.reading() as session:
        document = json.loads(json.dumps(held_about(session, session.get_one(SubscriberRow, lived))))
    assert set(document) == {
        "email",
        "known_since",
        "subscriptions",
        "muted_applications",
        "alerts",
        "emails",
    }
    assert document["email"] == ALICE
    own, shared = document["subscriptions"]
    assert set(own) == {
        "id", "area", "label", "state", "frequency", "changes", "types", "include", "exclude", "consent_wording",
        "requested_at", "confirmed_at", "ended_at",
    }  # fmt: skip
    assert own["area"] == "circle:529007.5,185508.25:321"
    assert shared["include"] == ["loft"]
    assert own["consent_wording"] == "as the tests say"
    assert [alert["why"] for alert in document["alerts"]] == [
        "53 m from the centre of within 321 m of your point"
    ]
    (email,) = document["emails"]
    assert "Erection of a single storey rear extension" in email["text"]
    assert (email["state"], email["sent_at"]) == ("sent", "2026-06-10T11:00:00+00:00")
    assert len(document["muted_applications"]) == 1


@pytest.mark.fault("P-04")
def test_consent_is_kept_with_its_wording_and_its_moments(database: Database, ask: Ask) -> None:
    ask(BOB)
    (row,) = rows(database)
    assert (
        row.consent_wording
        == "2026-11: alerts for this area by e-mail, confirmed by a link, stopped by one click"
    )
    assert row.requested_at == NOW


def days_later(database: Database, days: float) -> Forgotten:
    with database.writing() as session:
        return forget(session, NOW + timedelta(days=days))


def people(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(SubscriberRow.email).order_by(SubscriberRow.email)))


def test_the_lifetimes_are_those_promised() -> None:
    assert Lifetimes() == Lifetimes(
        pending=timedelta(days=7),
        sent_words=timedelta(days=30),
        left=timedelta(days=30),
        unwatched_areas=timedelta(days=7),
        polls=timedelta(days=90),
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
    ask(ALICE, around_nw5())
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


DRAWN = {
    "type": "Polygon",
    "coordinates": [[[-0.15, 51.55], [-0.14, 51.55], [-0.14, 51.56], [-0.15, 51.56], [-0.15, 51.55]]],
}


@pytest.mark.parametrize(("days", "is_kept"), [(6.9, True), (7.1, False)])
def test_a_drawn_shape_that_nobody_watches_is_kept_for_a_week(
    database: Database, days: float, is_kept: bool
) -> None:
    with database.writing() as session:
        keep_shape(session, DRAWN, Places(TinyGazetteer(), 100, 400), NOW)
    days_later(database, days)
    with database.reading() as session:
        assert bool(session.scalars(select(WatchAreaRow)).all()) is is_kept


def test_erasing_one_person_spares_the_shape_that_another_has_just_drawn(
    database: Database, lived: int
) -> None:
    with database.writing() as session:
        keep_shape(session, DRAWN, Places(TinyGazetteer(), 100, 400), NOW)
        erase(session, session.get_one(SubscriberRow, lived))
        assert sorted(area.kind for area in session.scalars(select(WatchAreaRow))) == ["authority", "shape"]


def test_a_drawn_shape_has_a_name_that_cannot_be_guessed(database: Database) -> None:
    with database.writing() as session:
        places = Places(TinyGazetteer(), 100, 400)
        names = {keep_shape(session, DRAWN, places, NOW).name.rest for _ in range(5)}
    assert len(names) == 5
    assert {len(name) for name in names} == {16}


def test_the_ledger_of_a_forgotten_person_is_gone(database: Database, lived: int) -> None:
    with database.writing() as session:
        own = [row.id for row, _ in subscriptions.subscriptions_of(session, lived)]
        erase(session, session.get_one(SubscriberRow, lived))
        assert ledger.of_subscriptions(session, own) == []
        assert session.scalars(select(SubscriptionRow.subscriber_id)).all() != []
