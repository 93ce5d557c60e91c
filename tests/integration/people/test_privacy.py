"""What is held about a person: listed, exported whole, erased without trace, forgotten in time."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.db import address_changes, failures, ledger, subscriptions
from alerts.db.session import Database
from alerts.db.tables import (
    TABLES,
    MuteRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.domain.links import Purpose, filled, placeholder
from alerts.domain.personal_data import HELD, personal_columns
from alerts.services.areas import Places
from alerts.services.privacy import erase, held_about
from alerts.services.shapes import drawn_area, keep
from geo.drawn.geojson import drawing_of
from tests.factories import (
    IDENTITY,
    NOW,
)
from tests.fakes import TinyGazetteer
from tests.integration.people.conftest import Ask, rows

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"

IMPERSONAL_TABLES = {
    "beat",
    "counted",
    "summary",
    "log_follower",
    "alarm",
    "application",
    "boundary",
    "change",
    "constraint_area",
    "feed",
    "feed_day",
    "feed_key",
    "former_reference",
    "hold",
    "host",
    "picture",
    "poll",
    "post_state",
    "stored_record",
    "unmapped_value",
    "upkeep",
    "vintage",
}
STAFF_TABLES = {
    "operator",
    "operator_recovery",
    "operator_request",
    "operator_session",
    "value_mapping",
}
"""Of those who run the service, whom its operator employs: no page of ours tells the public of them."""


@pytest.mark.fault("P-01")
def test_the_columns_that_hold_personal_data_are_these_and_no_others() -> None:
    """A new column belongs into the list, with its purpose and lifetime, and has to be forgotten in time."""
    stored = {name: set(table.columns.keys()) for name, table in TABLES.tables.items()}
    assert {
        name: columns for name, columns in stored.items() if name not in IMPERSONAL_TABLES | STAFF_TABLES
    } == personal_columns()


@pytest.mark.fault("P-01")
def test_every_kind_of_personal_data_has_its_purpose_and_lifetime() -> None:
    assert all(held.what and held.why and held.how_long and held.columns for held in HELD)
    named = [
        (table, name) for held in HELD for table, names in held.columns.items() for name in names.split()
    ]
    assert len(named) == len(set(named))


@pytest.mark.fault("P-07")
def test_no_column_of_an_application_names_a_person() -> None:
    columns = set(TABLES.tables["application"].columns.keys())
    assert not {
        name for name in columns if any(word in name for word in ("applicant", "agent", "officer", "name"))
    }


@pytest.mark.only_on("sqlite")
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
        erase(session, session.get_one(SubscriberRow, lived), IDENTITY.keys)
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
        document = json.loads(
            json.dumps(held_about(session, session.get_one(SubscriberRow, lived), IDENTITY.keys))
        )
    assert set(document) == {
        "email",
        "language",
        "known_since",
        "subscriptions",
        "muted_applications",
        "questions",
        "alerts",
        "emails",
        "new_address",
        "refused_mail",
        "waiting_requests",
        "not_written_to_because",
    }
    assert document["email"] == ALICE
    own, shared = document["subscriptions"]
    assert set(own) == {
        "id", "area", "label", "state", "frequency", "changes", "types", "include", "exclude", "remind_days",
        "digest_hour", "digest_weekday", "only_major", "constraint_kinds", "paused_until", "consent_wording",
        "consent_source", "consent_ip", "requested_at", "confirmed_at", "ended_at",
    }  # fmt: skip
    assert own["area"] == "circle:529007.5,185508.25:321"
    assert shared["include"] == ["loft"]
    assert own["consent_wording"] == "as the tests say"
    assert [alert["why"] for alert in document["alerts"]] == ["53 m east of the centre of your circle"]
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
    assert row.consent_source == "/areas/postcode/NW51TL"
    assert row.consent_ip is not None
    assert re.fullmatch("network/[0-9a-f]{64}", row.consent_ip)


@pytest.mark.fault("P-02")
@pytest.mark.fault("P-03")
def test_what_still_waits_is_exported_and_erased_like_the_rest(
    database: Database, ask: Ask, lived: int, tmp_path: Path
) -> None:
    ask(ALICE, "circle:51.5512,-0.14:400", is_answered=False)
    ask(ALICE, None)
    ask(ALICE, "circle:51.5513,-0.14:400", is_answered=False)
    with database.writing() as session:
        address_changes.replace(session, lived, "alice@new.example", NOW)
        failures.note(session, lived, NOW.date(), "5.7.1")
        person = session.get_one(SubscriberRow, lived)
        document = held_about(session, person, IDENTITY.keys)
        assert [row["area"] for row in document["waiting_requests"]] == ["circle:51.5513,-0.14:400"]
        assert document["new_address"]["email"] == "alice@new.example"
        erase(session, person, IDENTITY.keys)
    left = dump(tmp_path)
    assert [word in left for word in ("alice", "51.5512", "51.5513", "unanswered/")] == [False] * 4


DRAWN = {
    "type": "Polygon",
    "coordinates": [[[-0.15, 51.55], [-0.14, 51.55], [-0.14, 51.56], [-0.15, 51.56], [-0.15, 51.55]]],
}


def test_erasing_one_person_spares_the_shape_that_another_has_just_drawn(
    database: Database, lived: int
) -> None:
    with database.writing() as session:
        keep(session, drawn_area(drawing_of(DRAWN), Places(TinyGazetteer(), 100, 400)), NOW)
        erase(session, session.get_one(SubscriberRow, lived), IDENTITY.keys)
        assert sorted(area.kind for area in session.scalars(select(WatchAreaRow))) == ["authority", "shape"]


def test_the_ledger_of_a_forgotten_person_is_gone(database: Database, lived: int) -> None:
    with database.writing() as session:
        own = [row.id for row, _ in subscriptions.subscriptions_of(session, lived)]
        erase(session, session.get_one(SubscriberRow, lived), IDENTITY.keys)
        assert ledger.of_subscriptions(session, own) == []
        assert session.scalars(select(SubscriptionRow.subscriber_id)).all() != []
