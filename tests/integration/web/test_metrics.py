"""The metrics say of feeds and mail what the pages say, and name nobody."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from alerts.db import changes, log_followers
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, EmailRow
from alerts.domain.change import Change, ChangeKind
from alerts.domain.suppression import Reason
from alerts.services.suppression import suppress
from tests.integration.web.feeds_in_trouble import trouble
from tests.integration.web.neighbourhood import KEY, NOW
from tests.integration.web.people import Cast


@pytest.fixture
def troubled(database: Database) -> Database:
    trouble(database)
    return database


def scraped(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Every value of /metrics by its name and its labels' values."""
    return {
        (sample.name.removeprefix("planning_alerts_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
    }


def test_metrics_are_in_the_format_that_every_prometheus_reads(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_metrics_say_of_each_feed_what_the_page_says(client: FlaskClient, troubled: Database) -> None:
    found = scraped(client)
    states = {key[1:]: value for key, value in found.items() if key[0] == "feed_state"}
    assert len(states) == 6 * 6
    assert {key for key, value in states.items() if value == 1} == {
        ("camden", "fine"),
        ("barnet", "loading"),
        ("islington", "failing"),
        ("enfield", "stale"),
        ("york", "quiet"),
        ("brent", "held"),
    }
    assert {key[0]: value for key, value in found.items() if key[1:] == ("brent",)} == {
        "feed_next_poll_timestamp_seconds": 1_795_429_500,
        "feed_requests_total": 0,
        "feed_last_success_timestamp_seconds": 1_795_427_700,
        "feed_last_new_timestamp_seconds": 1_795_417_200,
        "feed_usual_per_week": 35,
        "feed_applications": 12_345,
        "feed_unlocated": 0,
        "feed_quarantined": 0,
        "feed_held_changes": 1_234,
        "feed_failures": 0,
        "feed_skipped": 0,
        "feed_problems_last_poll": 3,
    }
    assert found["feed_unlocated", "camden"] == 1
    assert ("feed_last_success_timestamp_seconds", "barnet") not in found


def test_metrics_count_the_polls_of_a_day(client: FlaskClient, troubled: Database) -> None:
    found = scraped(client)
    assert found["feed_polls_last_day", "brent", "read"] == 2
    assert found["feed_polls_last_day", "islington", "failed"] == 1
    assert found["feed_polls_last_day", "islington", "read"] == 0


def test_metrics_tell_what_waits(client: FlaskClient, database: Database, cast: Cast) -> None:
    before = scraped(client)
    with database.writing() as session:
        application_id = session.scalars(select(ApplicationRow.id)).first()
        changes.add_all(
            session,
            "camden",
            [(application_id, Change(ChangeKind.NEW))],
            state="unmatched",
            now=NOW - timedelta(minutes=2),
        )
        session.add(an_email(NOW - timedelta(minutes=10)))
    found = scraped(client)
    assert found["changes_waiting",] == before["changes_waiting",] + 1
    assert found["emails", "queued"] == before["emails", "queued"] + 1
    assert found["email_oldest_due_seconds",] == 600
    assert found["change_oldest_waiting_seconds",] == 120
    assert [key[1] for key in found if key[0] == "emails"] == ["queued", "sending"]


def an_email(due_at: datetime) -> EmailRow:
    return EmailRow(
        id="waiting",
        lane="operator",
        message_id="<waiting@alerts.example>",
        composed_at=NOW,
        subject="A feed is quiet",
        text="",
        html="",
        list_id="service",
        state="queued",
        next_try_at=due_at,
    )


def test_metrics_name_nobody(client: FlaskClient, cast: Cast) -> None:
    assert "@" not in client.get("/metrics").text


def test_metrics_count_the_addresses_that_are_never_written_to(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        for number, reason in enumerate((Reason.NEVER, Reason.HARD_BOUNCE, Reason.HARD_BOUNCE)):
            suppress(session, KEY, f"{number}@example.org", reason, NOW)
    found = scraped(client)
    assert {key[1]: count for key, count in found.items() if key[0] == "addresses_not_written_to"} == {
        "never": 1,
        "hard-bounce": 2,
        "complaint": 0,
    }


def test_metrics_tell_how_it_goes_with_those_who_are_told_of_changes(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        log_followers.register(session, ["civic-group"])
        row = log_followers.by_name(session, "civic-group")
        assert row is not None
        row.failures, row.last_no = 3, row.last_no - 7
    found = scraped(client)
    assert {key[0]: value for key, value in found.items() if key[1:] == ("civic-group",)} == {
        "webhook_behind": 7,
        "webhook_failures": 3,
        "webhook_stopped": 0,
    }


@pytest.mark.fault("U-05")
@pytest.mark.parametrize(
    ("ip", "status"),
    [
        ("127.0.0.1", 200),
        ("::1", 200),
        ("10.1.2.3", 200),
        ("172.31.255.255", 200),
        ("192.168.0.9", 200),
        ("100.64.0.7", 200),
        ("fd12:3456::1", 200),
        ("::ffff:10.0.0.1", 200),
        ("8.8.8.8", 404),
        ("172.32.0.1", 404),
        ("100.128.0.1", 404),
        ("2a00:1450::1", 404),
        ("::ffff:8.8.8.8", 404),
        ("", 404),
    ],
)
def test_metrics_are_not_for_the_internet(client: FlaskClient, ip: str, status: int) -> None:
    answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": ip})
    assert answer.status_code == status
    assert ("planning_alerts_" in answer.text) is (status == 200)
