"""An address that people noted before the council changed a reference still leads to the application."""

import pytest
from flask.testing import FlaskClient

from alerts.db import applications, references
from alerts.db.mapping import told_from_row
from alerts.db.session import Database
from alerts.domain.merging import Told
from tests.factories import CAMDEN, NOW, an_application, stored


@pytest.fixture(autouse=True)
def _renamed(database: Database) -> None:
    with database.writing() as session:
        row = stored(session, an_application(1, reference="26/00129/CLU"))
        applications.update(row, Told(an_application(1, reference="26/00129/CPU"), {"uprn": "london"}), NOW)
        session.flush()
        references.changed(session, row, "26/00129/CLU", NOW)
        assert told_from_row(row).sources == {"uprn": "london"}


@pytest.mark.fault("C-17")
@pytest.mark.parametrize("former", ["26/00129/CLU", "26/00129/clu"])
def test_the_address_of_a_former_reference_leads_to_the_present_one(client: FlaskClient, former: str) -> None:
    answer = client.get(f"/applications/{CAMDEN}/{former}")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"/applications/{CAMDEN}/26/00129/CPU",
    )


def test_the_page_says_what_the_application_was_called_before(client: FlaskClient) -> None:
    page = client.get(f"/applications/{CAMDEN}/26/00129/CPU").text
    assert "Formerly" in page
    assert "26/00129/CLU" in page


def test_the_document_says_which_feed_gave_which_field(client: FlaskClient) -> None:
    document = client.get(f"/applications/{CAMDEN}/26/00129/CPU.json").json
    assert document["former_references"] == ["26/00129/CLU"]
    assert document["sources"] == {"london": ["uprn"]}


def test_a_reference_that_was_given_on_shows_the_application_that_has_it_now(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        stored(session, an_application(2, reference="26/00129/CLU", description="A loft conversion"))
    page = client.get(f"/applications/{CAMDEN}/26/00129/CLU")
    assert page.status_code == 200
    assert "A loft conversion" in page.text
