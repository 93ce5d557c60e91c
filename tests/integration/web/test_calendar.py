"""An application's last day to comment, taken from its page into a calendar."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from alerts.db import applications, references
from alerts.db.session import Database
from alerts.domain.change import ChangeKind
from alerts.domain.merging import Told
from tests.factories import CAMDEN, NOW, a_change, an_application, stored
from tests.integration.web.neighbourhood import NOW as LATER

LAST_DAY = date(2026, 12, 11)


def store(database: Database, reference: str = "2026/7000/P", **changed: object) -> None:
    with database.writing() as session:
        row = stored(session, an_application(7000, reference=reference, **changed))
        a_change(session, row, ChangeKind.AMENDED, LATER)


def test_the_page_leads_to_the_entry_and_the_entry_to_the_page(
    client: FlaskClient, database: Database
) -> None:
    store(database, consultation_end_date=LAST_DAY)
    path = f"/applications/{CAMDEN}/2026/7000/P"
    assert f'href="{path}.ics"' in client.get(path).text
    answer = client.get(f"{path}.ics")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2026-7000-P.ics"'
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["DTSTART"].dt == LAST_DAY
    assert event["URL"].endswith(path)
    assert (event["SEQUENCE"], event["DTSTAMP"].dt) == (1, LATER.replace(microsecond=0))


def test_without_a_last_day_there_is_no_link_and_the_address_says_why(
    client: FlaskClient, database: Database
) -> None:
    store(database, valid_date=None)
    path = f"/applications/{CAMDEN}/2026/7000/P"
    assert ".ics" not in client.get(path).text
    answer = client.get(f"{path}.ics")
    assert answer.status_code == 404
    assert "says nothing of a last day to comment" in answer.text


def test_a_reference_that_nobody_knows_has_no_entry(client: FlaskClient) -> None:
    assert client.get(f"/applications/{CAMDEN}/2026/9999/P.ics").status_code == 404


def test_a_reference_that_ends_like_a_file_is_a_page(client: FlaskClient, database: Database) -> None:
    store(database, reference="2026/7000.ics", consultation_end_date=LAST_DAY)
    assert client.get(f"/applications/{CAMDEN}/2026/7000.ics").content_type.startswith("text/html")
    assert client.get(f"/applications/{CAMDEN}/2026/7000.ics.ics").content_type.startswith("text/calendar")


@pytest.mark.fault("C-17")
def test_the_entry_of_a_former_reference_is_that_of_the_present_one(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        row = stored(session, an_application(1, reference="26/00129/CLU"))
        applications.update(row, Told(an_application(1, reference="26/00129/CPU"), {}), NOW)
        session.flush()
        references.changed(session, row, "26/00129/CLU", NOW)
    before, now = (client.get(f"/applications/{CAMDEN}/26/00129/{end}.ics").data for end in ("CLU", "CPU"))
    assert before == now
    assert b"26/00129/CPU" in before
