"""What operators see of feeds and do to them: one act, one line in the audit, and the second press changes nothing."""

from datetime import timedelta

import pytest

from alerts.db import alarms, feeds
from alerts.db.feeds import FeedEntry
from alerts.db.session import Database
from alerts.db.tables import FeedRow
from alerts.domain.operators import Role
from tests.integration.admin.conftest import As, audited
from tests.integration.web.feeds_in_trouble import trouble
from tests.integration.web.neighbourhood import CAMDEN, FEED, NOW

CAMDENS = f"/admin/feeds/{FEED}"


def the_feed(database: Database) -> FeedRow:
    with database.reading() as session:
        row = feeds.feed_row(session, FEED)
        assert row is not None
        return row


def acts(database: Database) -> list[tuple[str, str, str]]:
    return [(row.who, row.action, row.subject) for row in audited(database)]


def test_feeds_stand_the_worst_first(as_role: As, database: Database) -> None:
    trouble(database)
    page = as_role(Role.VIEWER).get("/admin/feeds").text
    order = ["enfield", "islington", "brent", "york", "camden", "barnet"]
    places = [page.index(f'href="/admin/feeds/{name}"') for name in order]
    assert places == sorted(places)


def test_a_feeds_page_tells_its_last_polls_and_what_they_could_not_read(
    as_role: As, database: Database
) -> None:
    trouble(database)
    page = as_role(Role.VIEWER).get("/admin/feeds/brent").text
    assert "missing reference" in page
    assert "REF is empty" in page
    assert "09:00, 23 Nov" in page
    assert "1,234 changes" in page


def test_polls_are_turned_over_page_by_page(as_role: As, database: Database) -> None:
    from tests.integration.web.feeds_in_trouble import a_poll

    with database.writing() as session:
        for hours in range(25, 0, -1):
            feeds.add_poll(session, a_poll(FEED, hours, [], f"error of {hours} hours ago"))
    browser = as_role(Role.VIEWER)
    first = browser.get(CAMDENS).text
    older = first.partition("?before=")[2].partition('"')[0]
    second = browser.get(f"{CAMDENS}?before={older}").text
    assert "error of 1 hours" in first
    assert "error of 25 hours" not in first
    assert "error of 25 hours" in second
    assert "error of 1 hours" not in second
    assert "Older polls" not in second


def test_a_pause_outlives_a_restart_and_is_shown(as_role: As, database: Database) -> None:
    browser = as_role(Role.OPERATOR)
    assert browser.post(f"{CAMDENS}/pause").status_code == 303
    with database.writing() as session:
        feeds.register(session, [FeedEntry(FEED, "socrata", frozenset({CAMDEN}), 1800.0, True)])
    assert the_feed(database).paused_at == NOW
    assert "Paused" in browser.get("/admin/feeds").text
    assert "Resume" in browser.get(CAMDENS).text
    assert "paused by those who run this service" in browser.get("/status").text
    assert acts(database) == [("operator@council.example", "pause-feed", "feed:camden")]


def test_a_feed_that_is_resumed_is_due_at_once(as_role: As, database: Database) -> None:
    browser = as_role(Role.OPERATOR)
    browser.post(f"{CAMDENS}/pause")
    browser.post(f"{CAMDENS}/resume")
    row = the_feed(database)
    assert (row.paused_at, row.next_poll_at) == (None, NOW)


def test_poll_now_makes_the_feed_due(as_role: As, database: Database) -> None:
    with database.writing() as session:
        session.get_one(FeedRow, FEED).next_poll_at = NOW + timedelta(hours=3)
    assert as_role(Role.OPERATOR).post(f"{CAMDENS}/poll").status_code == 303
    assert the_feed(database).next_poll_at == NOW


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("act", ["pause", "resume"])
def test_the_second_press_says_so_and_leaves_no_line(as_role: As, database: Database, act: str) -> None:
    browser = as_role(Role.OPERATOR)
    if act == "resume":
        browser.post(f"{CAMDENS}/pause")
    browser.post(f"{CAMDENS}/{act}")
    before = acts(database)
    again = browser.post(f"{CAMDENS}/{act}")
    assert again.status_code == 409
    assert "Nothing was changed" in again.text
    assert acts(database) == before


@pytest.mark.parametrize("act", ["poll", "pause", "resume", "size"])
def test_a_feed_that_is_not_there_is_not_found(as_role: As, database: Database, act: str) -> None:
    assert as_role(Role.OPERATOR).post(f"/admin/feeds/nobody/{act}").status_code == 404
    assert as_role(Role.OPERATOR).get("/admin/feeds/nobody").status_code == 404
    assert acts(database) == []


def test_an_alarm_is_seen_once_and_stays_open(as_role: As, database: Database) -> None:
    with database.writing() as session:
        alarms.raise_once(session, FEED, "stale", "It has not been read for a day.", NOW)
        number = alarms.open_of(session, FEED)[0].id
    browser = as_role(Role.OPERATOR)
    assert "I have seen this" in browser.get(CAMDENS).text
    assert browser.post(f"/admin/alarms/{number}/seen").status_code == 303
    assert browser.post(f"/admin/alarms/{number}/seen").status_code == 409
    page = browser.get(CAMDENS).text
    assert "I have seen this" not in page
    assert "It has not been read for a day." in page
    assert acts(database) == [("operator@council.example", "acknowledge-alarm", f"alarm:{number}")]


def test_a_feed_refused_for_its_size_can_be_taken_as_it_is(as_role: As, database: Database) -> None:
    with database.writing() as session:
        session.get_one(FeedRow, FEED).last_total = 12_000
        alarms.raise_once(session, FEED, "halved", "The whole feed holds 10 records.", NOW)
    browser = as_role(Role.OPERATOR)
    assert "Take it at the size that it has now" in browser.get(CAMDENS).text
    assert browser.post(f"{CAMDENS}/size").status_code == 303
    assert the_feed(database).last_total is None
    assert browser.post(f"{CAMDENS}/size").status_code == 409


def test_a_viewer_looks_and_finds_no_button(as_role: As, database: Database) -> None:
    browser = as_role(Role.VIEWER)
    assert "Poll now" not in browser.get(CAMDENS).text
    for act in ("poll", "pause", "resume", "size"):
        assert browser.post(f"{CAMDENS}/{act}").status_code == 403
    assert the_feed(database).paused_at is None


def test_the_records_of_a_feed_that_there_is_not_are_not_found(as_role: As) -> None:
    assert as_role(Role.VIEWER).get("/admin/feeds/nowhere/records").status_code == 404
