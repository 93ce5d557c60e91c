"""A mail server in trouble is seen on the page, by programs and by Prometheus, without a server's words or a name."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.db import post_state
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.post_health import PostHealth, Trouble
from tests.integration.web.feeds_in_trouble import a_feed
from tests.integration.web.neighbourhood import CAMDEN, NOW
from tests.integration.web.people import Cast
from tests.integration.web.test_metrics import scraped

SICK_SINCE = NOW - timedelta(minutes=20)


@pytest.fixture
def in_trouble(database: Database, cast: Cast) -> Database:
    """The mail server is away, and an e-mail of Alice's waits."""
    a_feed(database, "camden", CAMDEN, known=5)
    with database.writing() as session:
        row = session.scalars(select(EmailRow)).first()
        assert row is not None
        row.state, row.next_try_at, row.sent_at = "queued", NOW - timedelta(minutes=30), None
        sick = PostHealth(
            trouble=Trouble.UNREACHABLE,
            sick_since=SICK_SINCE,
            paused_until=NOW + timedelta(minutes=1),
            last_error="could not connect to mail.internal.example",
        )
        post_state.keep_health(session, sick)
    return database


def waiting(database: Database) -> int:
    with database.reading() as session:
        return post_state.waiting(session, NOW)


@pytest.mark.fault("M-01")
def test_the_page_says_first_that_no_emails_go_out(client: FlaskClient, in_trouble: Database) -> None:
    page = client.get("/status").text
    said = f"The mail server cannot be used: {waiting(in_trouble)} e-mail"
    assert f'<p class="govuk-body-l">{said}' in page
    assert "Every feed is read as it should be." in page
    assert "All is well" not in page
    assert "In trouble" in page
    assert "mail.internal.example" not in page


def test_the_page_says_that_emails_go_out(client: FlaskClient, database: Database) -> None:
    page = client.get("/status").text
    assert "E-mails go out as they should." in page
    assert "In trouble" not in page


@pytest.mark.fault("M-01")
def test_programs_are_told_of_the_mail(client: FlaskClient, in_trouble: Database) -> None:
    told = client.get("/status.json").json
    assert told is not None
    assert told["well"] is False
    assert told["summary"].startswith("The mail server cannot be used: ")
    assert told["mail"] == {
        "state": "unreachable",
        "since": SICK_SINCE.isoformat(),
        "why": told["mail"]["why"],
        "waiting": waiting(in_trouble),
    }
    assert told["mail"]["waiting"] >= 1


def test_programs_are_told_that_the_mail_is_fine(client: FlaskClient, database: Database) -> None:
    told = client.get("/status.json").json
    assert told is not None
    assert told["mail"]["state"] == "fine"
    assert told["mail"]["since"] is None


@pytest.mark.fault("M-01")
def test_metrics_name_the_trouble(client: FlaskClient, in_trouble: Database) -> None:
    found = scraped(client)
    assert {key[1]: value for key, value in found.items() if key[0] == "mail_trouble"} == {
        "unreachable": 1,
        "sign-in": 0,
        "refusing": 0,
        "throttled": 0,
    }


@pytest.mark.fault("M-01")
def test_the_site_is_ready_while_the_mail_server_is_away(client: FlaskClient, in_trouble: Database) -> None:
    assert client.get("/readyz").status_code == 200
