"""The list of addresses that are never written to."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.db import suppressions
from alerts.db.session import Database
from alerts.db.tables import SuppressionRow
from alerts.domain.suppression import Reason
from alerts.services.suppression import allow, is_suppressed, suppress, why_suppressed
from tests.factories import NOW

KEY, OTHER_KEY = "a key of the tests, 32 letters or more", "another key of the tests, 32 letters"
ALICE, BOB = "alice@example.com", "bob@example.com"


def test_who_is_suppressed_stays_so_until_allowed_again(database: Database) -> None:
    with database.writing() as session:
        assert suppress(session, KEY, ALICE, Reason.HARD_BOUNCE, NOW)
    with database.writing() as session:
        assert is_suppressed(session, (KEY,), ALICE)
        assert not is_suppressed(session, (KEY,), BOB)
        assert allow(session, (KEY,), ALICE)
        assert not allow(session, (KEY,), ALICE)
    with database.reading() as session:
        assert not is_suppressed(session, (KEY,), ALICE)


def test_a_second_reason_changes_nothing_unless_it_is_the_persons_own_word(database: Database) -> None:
    later = NOW + timedelta(days=1)
    with database.writing() as session:
        assert suppress(session, KEY, ALICE, Reason.HARD_BOUNCE, NOW)
        assert not suppress(session, KEY, ALICE, Reason.COMPLAINT, later)
        assert why_suppressed(session, (KEY,), ALICE) is Reason.HARD_BOUNCE
        assert not suppress(session, KEY, ALICE, Reason.NEVER, later)
        assert not suppress(session, KEY, ALICE, Reason.HARD_BOUNCE, later)
        assert why_suppressed(session, (KEY,), ALICE) is Reason.NEVER
        assert session.scalars(select(SuppressionRow)).one().since_at == later
        assert suppressions.counts_by_reason(session) == {"never": 1}


@pytest.mark.only_on("sqlite")
def test_the_database_does_not_tell_whose_address_it_is(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        suppress(session, KEY, ALICE, Reason.NEVER, NOW)
    with database.reading() as session:
        assert not is_suppressed(session, (OTHER_KEY,), ALICE)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"never" in stored
    assert b"alice" not in stored


@pytest.mark.fault("U-18")
def test_who_was_noted_under_an_earlier_key_is_so_as_long_as_that_key_is_good_for_reading(
    database: Database,
) -> None:
    with database.writing() as session:
        suppress(session, KEY, ALICE, Reason.NEVER, NOW)
        suppress(session, OTHER_KEY, ALICE, Reason.HARD_BOUNCE, NOW)
        assert why_suppressed(session, (OTHER_KEY, KEY), ALICE) is Reason.NEVER
        assert why_suppressed(session, (OTHER_KEY,), ALICE) is Reason.HARD_BOUNCE
        assert allow(session, (OTHER_KEY, KEY), ALICE)
        assert not is_suppressed(session, (OTHER_KEY, KEY), ALICE)
