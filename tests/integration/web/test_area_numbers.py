"""Pages of wards and councils say their numbers, what is missing of them, and what is open in each ward."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from alerts.db.session import Database
from alerts.db.tables import BoundaryRow
from alerts.domain.application import Decision, Status
from tests.integration.web.feeds_in_trouble import a_feed
from tests.integration.web.neighbourhood import CAMDEN, FEED, NOW, application, record

COUNCIL, WARD, NEIGHBOUR = f"/areas/authority/{CAMDEN}", "/areas/ward/E05013658", "/areas/ward/E05013661"
DAY = timedelta(days=1)


def section(page: str) -> str:
    found = re.search(r'<section class="numbers".*?</section>', page, re.DOTALL)
    assert found is not None, "no numbers"
    return found[0]


def lines(page: str) -> dict[str, tuple[str, str | None]]:
    """Each number by its name, with the address that it leads to."""
    found = re.findall(
        r'<dt>([^<]+)</dt><dd>(?:<a class="govuk-link" href="([^"]+)">)?([\d,]+)', section(page)
    )
    return {name: (value, path.replace("&amp;", "&") or None) for name, path, value in found}


def test_a_council_says_its_numbers_each_leading_to_its_list(client: FlaskClient) -> None:
    page = client.get(COUNCIL).text
    assert lines(page) == {
        "Received in the last 30 days": ("3", None),
        "Received in the last 12 months": ("5", None),
        "Open for comment now": ("3", f"{COUNCIL}?show=closing"),
        "Closing within 7 days": ("1", f"{COUNCIL}?show=closing"),
        "Decided in the last 12 months": ("1", f"{COUNCIL}?show=decided&from=2025-11-24"),
        "of these granted": ("1", None),
        "of these refused": ("0", None),
        "of these decided otherwise": ("0", None),
        "Withdrawn in the last 12 months": ("1", f"{COUNCIL}?stage=withdrawn"),
        "Median days to a decision": ("84", None),
    }
    assert "Of the applications decided here in the last 12 months, 1 of 1 were granted." in section(page)
    assert '<span class="numbers__note">from valid, of 1 decision</span>' in section(page)


def test_an_area_and_its_dashboard_call_the_same_by_the_same_words(client: FlaskClient) -> None:
    for language in ("", "/cy"):
        page, dashboard = (
            client.get(language + each).text for each in (COUNCIL, "/insight/authority/E09000007")
        )
        (heading,) = re.findall(r'<h2[^>]* id="numbers">([^<]+)<', page)
        (counted,) = re.findall(r"__summary-text\">([^<]+)<", section(page))
        median = list(lines(page))[-1]
        assert f">{heading}</a>" in dashboard
        assert f">{counted}</a>" in dashboard
        assert f">{median}<" in dashboard


def test_a_ward_counts_what_lies_in_it_and_each_number_leads_to_a_list_of_as_many(
    client: FlaskClient,
) -> None:
    # Of the council's five one has no place.
    found = lines(client.get(WARD).text)
    assert found["Received in the last 12 months"] == ("4", None)
    leading = {path: value for value, path in reversed(found.values()) if path}
    assert leading == {
        f"{WARD}?show=closing": "2",
        f"{WARD}?show=decided&from=2025-11-24": "1",
        f"{WARD}?stage=withdrawn": "1",
    }
    for path, value in leading.items():
        assert f'id="found">{value} application' in client.get(path).text, path


def test_one_sentence_says_what_many_decisions_show(client: FlaskClient, database: Database) -> None:
    decided = [
        application(
            f"2026/06{days}/P",
            status=Status.DETERMINED,
            decision=Decision.REFUSED if days == 30 else Decision.GRANTED,
            valid_date=date(2026, 11, 20) - timedelta(days),
            decision_date=date(2026, 11, 20),
        )
        for days in (30, 40, 50, 60)
    ]
    with database.writing() as session:
        record(session, decided, NOW)
    page = client.get(COUNCIL).text
    assert (
        "Of the applications decided here in the last 12 months, 4 of 5 were granted;"
        " half of the decisions came within 50 days."
    ) in section(page)
    assert ">from valid, of 5 decisions</span>" in section(page)


def test_a_withdrawn_application_is_never_counted_as_refused(client: FlaskClient, database: Database) -> None:
    taken_back = application(
        "2026/0500/P", status=Status.WITHDRAWN, decision=Decision.REFUSED, decision_date=date(2026, 11, 20)
    )
    with database.writing() as session:
        record(session, [taken_back], NOW)
    found = lines(client.get(COUNCIL).text)
    assert [found[name][0] for name in ("of these refused", "Withdrawn in the last 12 months")] == ["0", "2"]


def test_a_ward_of_which_nothing_is_known_says_so_without_a_table_of_noughts(client: FlaskClient) -> None:
    page = client.get(NEIGHBOUR).text
    assert (
        "We know of nothing that was received, decided or withdrawn here in the last 12 months."
        in section(page)
    )
    assert lines(page) == {}
    assert "camden" in section(page)


def test_a_council_lists_its_wards_with_what_is_open_in_each(client: FlaskClient) -> None:
    page = client.get(COUNCIL).text
    wards = page[page.index('aria-labelledby="neighbours"') :]
    assert f'href="{WARD}?show=closing">2 open for comment' in wards
    assert f"{NEIGHBOUR}?show=closing" not in wards
    assert "none open for comment" in wards


def test_numbers_stand_beside_the_health_of_their_feed(client: FlaskClient) -> None:
    shown = section(client.get(COUNCIL).text)
    assert "<strong>camden</strong>. Last read: 09:50 on Monday 23 November 2026." in shown
    assert "Read since 24 October 2026: of the time before" in shown
    assert 'href="/status"' in shown
    assert f'href="{COUNCIL}.geojson"' in shown


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            {"last_success_at": NOW - 3 * DAY},
            "Last read: 10:00 on Friday 20 November 2026. We have not been able to read it since"
            " 20 November 2026: what happened after that is missing here.",
        ),
        (
            {"failures": 2, "failing_since": NOW - DAY / 24, "last_error": "it said 503"},
            "Last read: 09:55 on Monday 23 November 2026. We have not been able to read it since",
        ),
        (
            {"baseline_done_at": None},
            "It is still being read for the first time: the numbers are not complete.",
        ),
    ],
)
def test_a_gap_in_the_data_is_said_beside_the_numbers(
    client: FlaskClient, database: Database, state: dict[str, object], said: str
) -> None:
    a_feed(database, FEED, CAMDEN, **state)
    page = client.get(COUNCIL).text
    assert said in section(page)
    assert lines(page)["Received in the last 12 months"] == ("5", None)


def test_before_its_feed_was_ever_read_a_council_has_no_numbers(
    client: FlaskClient, database: Database
) -> None:
    a_feed(database, "barnet", "E09000003", last_success_at=None, baseline_done_at=None, last_new_at=None)
    page = client.get("/areas/authority/E09000003").text
    assert "Nothing can be counted here yet: the feed has never been read whole." in section(page)
    assert "Last read: never." in section(page)
    assert lines(page) == {}


def test_a_council_that_no_feed_covers_says_why_it_has_no_numbers_and_what_would_cover_it(
    client: FlaskClient,
) -> None:
    page = client.get("/areas/authority/E09000019").text
    assert "We read no feed of this council, so we know of nothing that could be counted here." in section(
        page
    )
    assert "What would cover it" in section(page)
    assert lines(page) == {}


def test_a_council_without_outline_and_wards_is_counted_all_the_same(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        session.execute(delete(BoundaryRow))
    page = client.get(COUNCIL).text
    assert lines(page)["Received in the last 12 months"] == ("5", None)
    assert "No wards of this council are loaded here, so its numbers are not split by ward." in section(page)


@pytest.mark.parametrize("path", ["/areas/postcode/NW51TL?radius=400", "/areas/circle/51.55,-0.14/400"])
def test_other_areas_have_no_numbers(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert 'class="numbers"' not in page
    assert "open for comment</a>" not in page


def test_numbers_are_said_in_welsh(client: FlaskClient) -> None:
    page = client.get(f"/cy{COUNCIL}").text
    assert lines(page)["Ar agor i sylwadau nawr"] == ("3", f"/cy{COUNCIL}?show=closing")
    assert "o ddilys, o blith 1 penderfyniad" in section(page)
    assert f'href="/cy{WARD}?show=closing">2 ar agor i sylwadau' in page
    assert 'href="/cy/status"' in section(page)
