"""The status page and its JSON: both say the same of each feed."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from alerts.db.session import Database
from alerts.web.context import SiteContext
from tests.integration.web.feeds_in_trouble import a_feed, trouble
from tests.integration.web.neighbourhood import CAMDEN


@pytest.fixture
def troubled(database: Database) -> Database:
    trouble(database)
    return database


def test_the_page_says_first_that_all_is_well(client: FlaskClient) -> None:
    page = client.get("/status").text
    assert "All is well: every feed is read as it should be." in page
    assert '<strong class="govuk-tag govuk-tag--green">Fine</strong>' in page


def test_the_page_counts_what_is_known(client: FlaskClient, database: Database) -> None:
    a_feed(database, "camden", CAMDEN, known=5)
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get("/status").text).split())
    for said in (
        "camden Fine",
        "Applications known 5",
        "Not on the map 1",
        "Code-Point Open, October 2024",
        "Wards: 2, boundaries of 2025",
    ):
        assert said in text


def test_the_page_says_first_what_is_not_well(client: FlaskClient, troubled: Database) -> None:
    page = client.get("/status").text
    assert (
        "Not all is well with 4 of 6 feeds: enfield has not been read for long, islington cannot be read, brent has "
        "changes held back, york is unusually quiet."
    ) in page


@pytest.mark.parametrize(
    ("name", "colour", "state", "words"),
    [
        ("camden", "green", "Fine", "Last read at 09:50 on 23 November 2026."),
        ("barnet", "blue", "Loading", "Its first load has not finished."),
        (
            "islington",
            "red",
            "Failing",
            "The last poll failed: planning.example: it said 503 (http-status). Failing since 08:00 on Monday",
        ),
        ("enfield", "red", "Stale", "(is the scheduler running?). Stale since 10:00 on Friday 20 November"),
        (
            "york",
            "yellow",
            "Quiet",
            "Nothing new since 9 November, 9 working days; its longest silence so far was not one whole day.",
        ),
        (
            "brent",
            "orange",
            "Held",
            "1,234 changes held back until somebody has looked: more than 200 changes in one poll. Held since 09:00",
        ),
    ],
)
def test_each_feed_says_its_state_since_when_and_why(
    client: FlaskClient, troubled: Database, name: str, colour: str, state: str, words: str
) -> None:
    section = section_of(client.get("/status").text, name)
    assert f'<strong class="govuk-tag govuk-tag--{colour}">{state}</strong>' in section
    assert words.lower() in section.lower()


def section_of(page: str, name: str) -> str:
    """The part of the page about one feed."""
    start = page.index(f'">{name} <strong')
    return page[start : page.index("</section>", start)]


def test_a_feed_shows_its_pace_its_next_poll_and_what_could_not_be_read(
    client: FlaskClient, troubled: Database
) -> None:
    section = section_of(client.get("/status").text, "brent")
    for said in (
        "About 35 new applications a week",
        "10:25 on Monday 23 November 2026",
        "12,345",
        "3: missing reference 2, bad field 1",
    ):
        assert said in section
    assert "REF is empty" not in section


def test_the_worst_stands_first(client: FlaskClient, troubled: Database) -> None:
    page = client.get("/status").text
    places = [page.index(f'">{name} <strong') for name in
              ("enfield", "islington", "brent", "york", "camden", "barnet")]  # fmt: skip
    assert places == sorted(places)


def test_programs_are_told_the_same(client: FlaskClient, troubled: Database) -> None:
    told = client.get("/status.json").json
    assert told is not None
    assert told["well"] is False
    assert told["summary"].startswith("Not all is well with 4 of 6 feeds: ")
    (brent,) = [feed for feed in told["feeds"] if feed["name"] == "brent"]
    assert brent == {
        "name": "brent",
        "kind": "socrata",
        "enabled": True,
        "paused": None,
        "state": "held",
        "since": "2026-11-23T09:00:00+00:00",
        "why": "1,234 changes held back until somebody has looked: more than 200 changes in one poll",
        "authorities": ["E09000005"],
        "last_success": "2026-11-23T09:55:00+00:00",
        "last_new": "2026-11-23T07:00:00+00:00",
        "next_poll": "2026-11-23T10:25:00+00:00",
        "usual_per_week": 35.0,
        "longest_silence": 0,
        "failures": 0,
        "skipped": 0,
        "applications": 12_345,
        "unlocated": 0,
        "quarantined": 0,
        "held": 1_234,
        "problems_last_poll": 3,
        "problem_reasons": {"missing-reference": 2, "bad-field": 1},
    }


@pytest.mark.parametrize("path", ["/status", "/status.json", "/metrics"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_feeds(
    client: FlaskClient, context: SiteContext, troubled: Database, path: str
) -> None:
    asked: list[str] = []

    @event.listens_for(context.database.engine, "before_cursor_execute")
    def _count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    client.get(path)
    few = len(asked)
    assert few > 3
    for number in range(20):
        a_feed(troubled, f"feed {number}", CAMDEN)
    asked.clear()
    client.get(path)
    assert len(asked) == few
