"""The page of one application in each of its states: its way, what differs, what is beside it, where it comes from."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from shapely import Point
from sqlalchemy import event

from alerts.db import feeds
from alerts.db.session import Database
from alerts.domain.application import Decision, Site, SitePrecision, Status
from alerts.domain.licence import Licence
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from alerts.web.history import MOST_COMPARED
from tests.integration.web.neighbourhood import BASE_URL, FEED, HERE, NOW, application, record

OPEN = "/applications/E09000007/2026/0123/P"


def show(database: Database, reference: str = "2026/7000/P", **changed: object) -> str:
    """Let the feed tell of an application; the address of its page."""
    with database.writing() as session:
        record(session, [application(reference, **changed)], NOW - timedelta(hours=1))
    return f"/applications/E09000007/{reference}"


def stages(page: str) -> list[tuple[str, str]]:
    """(class, title with its word) of each stage."""
    found = re.findall(r'timeline__stage--(\w+)".*?<h3[^>]*>(.*?)</h3>', page, re.DOTALL)
    return [(progress, " ".join(re.sub("<[^>]*>", "", title).split())) for progress, title in found]


def beside(page: str, heading: str) -> list[tuple[str, str]]:
    """(how it stands to this one, the path) of each line under a heading."""
    part = page.partition(f'id="{heading}">')[2].partition("</section>")[0]
    lines = re.findall(r'<a class="govuk-link" href="([^"]+)">.*?<strong>(.*?)</strong>', part, re.DOTALL)
    return [(where, path.removeprefix("/applications/E09000007/")) for path, where in lines]


def test_an_open_application_shows_its_way_and_first_of_all_how_to_comment(client: FlaskClient) -> None:
    page = client.get(OPEN).text
    assert stages(page) == [
        ("done", "Received Done"),
        ("done", "Valid Done"),
        ("now", "Comments Now"),
        ("expected", "Decision Expected"),
    ]
    assert page.count('aria-current="step"') == 1
    assert "Usually by Monday 11 January 2027: our estimate" in page
    main = page[page.index("<main") :]
    first = re.search(r'<a [^>]*href="([^"]+)"', main)
    assert first is not None
    assert first[1] == "https://planning.example.gov.uk/2026/0123/P"
    assert f'href="{OPEN}.ics"' in main
    assert f'href="{OPEN}.json"' in main


@pytest.mark.parametrize(
    ("changed", "last_stage"),
    [
        ({"decision": Decision.GRANTED, "decision_date": date(2026, 11, 20)}, ("done", "Decision Done")),
        ({"withdrawn_date": date(2026, 11, 20)}, ("done", "Withdrawn Done")),
        ({"status": Status.RETURNED}, ("done", "Returned to the applicant Done")),
        ({"decision_raw": "Refused", "appeal_raw": "Lodged"}, ("now", "Appeal Now")),
    ],
)
def test_one_that_is_over_says_that_comments_are_closed_and_not_how_to_comment(
    client: FlaskClient, database: Database, changed: dict[str, object], last_stage: tuple[str, str]
) -> None:
    page = client.get(show(database, **changed)).text
    assert "Comments are closed." in page
    for words in ("Read the plans and comment", "into your calendar", ": our estimate"):
        assert words not in page
    assert "Documents on the council’s own page (planning.example.gov.uk)" in page
    assert stages(page)[-1] == last_stage


def test_after_the_last_day_nobody_is_sent_to_comment(client: FlaskClient, database: Database) -> None:
    page = client.get(show(database, consultation_end_date=date(2026, 11, 20))).text
    assert "Comments closed on Friday 20 November" in page
    assert "Read the plans and comment" not in page
    assert stages(page)[-1] == ("now", "Decision Now")


def test_what_no_feed_says_is_said_to_be_an_estimate_or_missing(
    client: FlaskClient, database: Database
) -> None:
    path = show(
        database, consultation_end_date=None, description="", address=None, site=None, postcode=None, url=None
    )
    page = client.get(path).text
    for words in (
        "Until about Monday 7 December 2026: our estimate, see the council’s page",
        "No description given",
        "No address given",
        "so we cannot show it on a map",
        "The feed gives no page of the council for it.",
    ):
        assert words in page
    assert "Nearby" not in page


def test_a_quarantined_application_is_not_known(client: FlaskClient, database: Database) -> None:
    path = show(database, quarantine="suspected-test")
    assert client.get(path).status_code == 404


def test_what_was_noted_long_ago_is_not_compared_and_shown_all_the_same(
    client: FlaskClient, database: Database
) -> None:
    count = MOST_COMPARED + 3
    for number in range(count):
        with database.writing() as session:
            changed = application("2026/0123/P", description=f"Erection of {number} new houses and a shop")
            record(session, [changed], NOW - timedelta(hours=count - number))
    page = client.get(OPEN).text
    assert page.count("<ins>") == MOST_COMPARED
    assert "Erection of 0 new houses and a shop" in page


def test_hostile_words_in_a_difference_stay_words(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        words = "Erection of a single <script>alert(1)</script> storey rear extension </del><img src=x>"
        record(session, [application("2026/0123/P", description=words)], NOW)
    page = client.get(OPEN).text
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert words in unescape(re.sub(r"<(?!/?del><)/?(?:ins|span)[^>]*>|\(put in: |\)(?=</span>)", "", page))


def test_what_belongs_to_it_and_what_is_near_stand_once_each(client: FlaskClient, database: Database) -> None:
    here = Site(Point(HERE.x, HERE.y), SitePrecision.POINT)
    path = show(
        database,
        description="Details of condition 4 of permission 2026/0789/P",
        address="1 The Yard",
        site=here,
    )
    show(database, "2026/7001/P", description="Amendment to 2026/7000/P", address="2 The Yard", site=here)
    show(database, "2026/7002/P", address="1, The Yard", site=None, description="A shed")
    show(
        database,
        "2026/7003/P",
        address="3 The Yard",
        site=Site(Point(HERE.x + 5, HERE.y), SitePrecision.POINT),
    )
    show(
        database,
        "2026/7004/P",
        address="4 The Yard",
        site=Site(Point(HERE.x, HERE.y + 40), SitePrecision.POINT),
    )
    show(database, "2026/7005/P", address="5 The Yard", site=replace(here, precision=SitePrecision.POSTCODE))
    show(
        database,
        "2026/7006/P",
        address="6 The Yard",
        site=Site(Point(HERE.x, HERE.y + 260), SitePrecision.POINT),
    )
    show(database, "2026/7007/P", address="7 The Yard", site=here, quarantine="suspected-test")
    page = client.get(path).text
    assert beside(page, "related") == [
        ("Named in this application", "2026/0789/P"),
        ("At the same place", "2026/7003/P"),
        ("Names this application", "2026/7001/P"),
        ("At the same address", "2026/7002/P"),
    ]
    assert beside(page, "nearby") == [
        ("40 m north", "2026/7004/P"),
        ("92 m north-west", "2026/0456/L"),
        ("60 m east", "2026/0123/P"),
        ("219 m south-west", "2026/0999/T"),
    ]


def test_no_more_than_eight_of_a_crowded_street_are_shown_the_newest_first(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        crowd = [
            application(
                f"2026/80{number:02}/P",
                address=f"{number} Crowded Street",
                received_date=date(2026, 11, 1) + timedelta(days=number % 20),
                valid_date=None,
                site=Site(Point(HERE.x + 10 + 2 * number, HERE.y + 30), SitePrecision.POINT),
            )
            for number in range(80)
        ]
        record(session, crowd, NOW)
    statements: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: statements.append(statement),
    )
    found = beside(client.get(OPEN).text, "nearby")
    assert len(found) == 8
    assert {path[5:9] for _, path in found[:4]} == {"8019", "8039", "8059", "8079"}
    assert all(
        " LIMIT " in each
        for each in statements
        if "FROM application" in each and "minx" in each and "ORDER" in each
    )


def test_the_feed_its_last_reading_and_its_licence_are_named(
    client: FlaskClient, context: SiteContext
) -> None:
    plain = client.get(OPEN).text
    assert "Last read at 09:50 on Monday 23 November 2026." in plain
    assert "It names no licence" in plain
    licences = {FEED: Licence("Open Government Licence v3.0", "https://licence.example/ogl?a=1&b=2")}
    named = create_app(replace(context, licences=licences)).test_client()
    page = named.get(OPEN, headers={"Host": BASE_URL.removeprefix("http://")}).text
    assert 'href="https://licence.example/ogl?a=1&amp;b=2"' in page
    assert ">Open Government Licence v3.0</a>" in page


def test_a_feed_that_is_not_read_any_more_is_named_at_the_head(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        row = feeds.feed_row(session, FEED)
        assert row is not None
        row.last_success_at = NOW - timedelta(days=3)
    page = client.get(OPEN).text
    warning = "Since 20 November we have not been able to read the applications of Camden"
    assert page.index(warning) < page.index("Comment by Friday 11 December")
