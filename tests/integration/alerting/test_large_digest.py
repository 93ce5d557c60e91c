"""Five thousand matches in one digest: one e-mail that lists fifty at most, counts the rest, and tells all."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select

from alerts.db import applications
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow
from alerts.services.alerting import match_changes
from tests.factories import BEFORE, NOW, TIMETABLE, all_of, an_application, at, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import ALICE, DAILY, compose, emails, references_in, said

COUNT = 5_000


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("M-15")
def test_five_thousand_matches_are_one_email_under_a_hundred_kilobytes(
    database: Database, clock: HandClock
) -> None:
    readings = [an_application(number, site=at(number % 300)) for number in range(COUNT)]
    with database.writing() as session:
        subscribe(session, ALICE, all_of(), wishes=DAILY)
        added = applications.add_all(session, readings, is_baseline=False, now=BEFORE)
        common = {"kind": "new", "state": "unmatched", "noticed_at": NOW, "feed": "camden", "differences": []}
        session.execute(insert(ChangeRow), [{"application_id": number, **common} for number in added])
    assert match_changes(database, TIMETABLE, clock).alerts == COUNT
    clock.now = datetime(2026, 6, 11, 6, 30, tzinfo=UTC)
    assert [compose(database, clock), compose(database, clock)] == [1, 0]
    (email,) = emails(database)
    listed = len(references_in(email))
    assert 0 < listed <= 50
    assert f"And {COUNT - listed:,} more" in said(email)
    assert len(email.text.encode()) + len(email.html.encode()) < 100_000
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(AlertRow.email_id == email.id)) == COUNT
