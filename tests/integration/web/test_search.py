"""The one box: what people type and where it leads."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import SignupRow
from alerts.domain.application import Site, SitePrecision
from alerts.services.areas import Places
from alerts.web.app import create_app
from geo.gazetteer import Gazetteer
from tests.integration.web.neighbourhood import HERE, NOW, application, context_over, record

UNTYPED = "".join(map(chr, range(32)))
HOST = {"Host": "alerts.example.org"}


@pytest.mark.fault("W-08")
@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("NW51TL", "/areas/postcode/NW51TL"),
        ("  nw5   1tl ", "/areas/postcode/NW51TL"),
        ("ＮＷ５ １ＴＬ", "/areas/postcode/NW51TL"),
        ("NW5 ITL is not it, NW5 1TL", "/areas/postcode/NW51TL"),
        ("7 Specimen Street, London NW5 1TL", "/areas/postcode/NW51TL"),
        ("NW5 1TL'--", "/areas/postcode/NW51TL"),
        ("Camden", "/areas/authority/E09000007"),
        ("london borough of camden", "/areas/authority/E09000007"),
        ("E09000007", "/areas/authority/E09000007"),
        ("Highgate", "/areas/ward/E05013658"),
        ("e05013658", "/areas/ward/E05013658"),
        ("2026/0123/P", "/applications/E09000007/2026/0123/P"),
        ("2026/0123/p ", "/applications/E09000007/2026/0123/P"),
        ("The Yard", "/applications/E09000007/2026/1001/P"),
    ],
)
def test_what_is_certain_leads_straight_there(client: FlaskClient, typed: str, leads_to: str) -> None:
    answer = client.get("/search", query_string={"q": typed})
    assert (answer.status_code, answer.headers.get("Location")) == (303, leads_to)


@pytest.mark.fault("W-08")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type a postcode"),
        ("   ", "Type a postcode"),
        ("NW5 9ZZ", "There is no postcode NW5 9ZZ in our lists. Please check it for a typing error."),
        ("BT1 1AA", "is in Northern Ireland, which this service does not cover"),
        ("JE2 3AB", "is in Jersey"),
        ("BFPO 1", "BFPO 1 is an address of the British forces’ post, which stands for no place."),
        ("bf1 2au", "BF1 2AU is an address of the British forces’ post"),
        ("BT7", "BT7 is in Northern Ireland"),
        ("belfast", "belfast is in Northern Ireland"),
        ("GY1 1AA", "GY1 1AA is in Guernsey"),
        ("IM1 1AA", "is in the Isle of Man"),
        ("Isle of Man", "Isle of Man is in the Isle of Man"),
        ("BX1 1LT", "is an address of a bank or an office that stands for no place"),
        ("PO Box 12, London", "A PO box is where post is kept"),
        ("NW5", "is only the first part of a postcode"),
        ("nw5 1", "is only the first part of a postcode"),
        ("ZZ99 9ZZ", "There is no postcode ZZ99 9ZZ"),
        ("NW99", "We found no postcode"),
        ("🏠🏠🏠", "We found no postcode"),
        ("%%%%", "We found no postcode"),
        ("<script>alert(1)</script>", "We found no postcode"),
        ("' OR 1=1 --", "We found no postcode"),
        ("x" * 201, "That is too long for us to search for."),
    ],
)
def test_what_leads_nowhere_is_answered_with_what_to_do(client: FlaskClient, typed: str, words: str) -> None:
    answer = client.get("/search", query_string={"q": typed})
    assert answer.status_code == 200
    assert words in answer.text
    assert "<script>" not in answer.text
    assert '<input class="govuk-input" id="q" name="q"' in answer.text


def test_a_street_lists_its_applications(client: FlaskClient) -> None:
    page = client.get("/search?q=specimen+street").text
    assert "Which did you mean?" in page
    assert page.count('<li id="application-') == 4
    assert "Fell one lime tree in the rear garden" in page


def test_a_name_that_several_places_begin_with_lists_them(client: FlaskClient) -> None:
    page = client.get("/search?q=north").text
    assert '<a class="govuk-link" href="/areas/authority/E06000065">North Yorkshire</a>' in page
    assert "North Tyneside" in page


@pytest.mark.fault("W-08")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.characters(exclude_categories=("Cs",), exclude_characters=UNTYPED), max_size=80))
def test_whatever_is_typed_gets_an_answer(client: FlaskClient, typed: str) -> None:
    assert client.get("/search", query_string={"q": typed}).status_code in (200, 303)
    place = quote(typed, safe="")
    assert client.get(f"/areas/postcode/{place}").status_code in (200, 404)
    assert client.get("/areas/postcode/NW51TL", query_string={"radius": typed}).status_code in (200, 400)


@pytest.mark.parametrize(
    ("typed", "heading", "suggested"),
    [
        ("NW5 ITL", "Did you mean one of these?", '/areas/postcode/NW51TL">NW5 1TL<'),
        ("NWS 1TL", "Did you mean one of these?", '/areas/postcode/NW51TL">NW5 1TL<'),
        ("NW5 1TI", "Did you mean one of these?", '/areas/postcode/NW51TL">NW5 1TL<'),
        ("NW5", "Which did you mean?", '/areas/authority/E09000007">Camden<'),
        ("nw5 1", "Did you mean one of these?", '/areas/ward/E05013658">Highgate ward, Camden<'),
        ("Higgate", "Did you mean one of these?", '/areas/ward/E05013658">Highgate ward, Camden<'),
        ("Camdne", "Did you mean one of these?", '/areas/authority/E09000007">Camden<'),
        ("birmingam", "Did you mean one of these?", '/areas/authority/E08000025">Birmingham<'),
    ],
)
def test_a_typing_error_is_answered_with_what_may_have_been_meant(
    client: FlaskClient, typed: str, heading: str, suggested: str
) -> None:
    answer = client.get("/search", query_string={"q": typed})
    assert f">{heading}</h1>" in answer.text
    assert suggested in answer.text
    assert 'value="' + typed + '"' in answer.text


def test_words_find_the_newest_applications_with_a_way_to_older_ones(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        record(
            session,
            [
                application(
                    f"2027/{number:04}/P", description=f"Basement number {number}", address="Elsewhere"
                )
                for number in range(45)
            ],
            NOW,
        )
    first = client.get("/search?q=basements").text
    assert "the newest 20 applications, with more below" in first
    assert "Basement number 44" in first
    second = client.get(unescape(next_link(first)))
    assert "20 older applications" in second.text
    third = client.get(unescape(next_link(second.text)))
    assert third.text.count('<li id="application-') == 5
    assert "Show older applications" not in third.text
    assert "Back to the newest" in third.text
    seen = [re.findall(r">Basement number (\d+)<", page) for page in (first, second.text, third.text)]
    assert [int(number) for page in seen for number in page] == list(range(44, -1, -1))


def next_link(page: str) -> str:
    found = re.search(r'rel="next nofollow" href="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.fault("W-05")
@pytest.mark.parametrize("before", ["-1", "x", "1e9", "9" * 19, "9" * 400, "1 OR 1=1", "٣"])
def test_a_page_of_results_that_cannot_be_is_refused(client: FlaskClient, before: str) -> None:
    answer = client.get("/search", query_string={"q": "extension", "before": before})
    assert answer.status_code == 400
    assert "Please search again." in answer.text


def test_applications_of_one_street_can_be_watched_as_a_circle(client: FlaskClient) -> None:
    page = client.get("/search?q=specimen+street").text
    found = re.search(r'href="(/areas/circle/[\d.,-]+/\d+)">([^<]+)<', page)
    assert found is not None
    assert found[2] == "Watch “specimen street”, Camden: a circle of 200 m round these 4 applications"
    area = client.get(found[1])
    assert area.status_code == 200
    assert area.text.count('<li id="application-') == 4


def test_streets_far_apart_are_no_circle(client: FlaskClient, database: Database) -> None:
    far = Site(Point(HERE.x + 3_000, HERE.y), SitePrecision.POINT)
    with database.writing() as session:
        record(session, [application("2026/3000/P", address="9 Specimen Street, Kilburn", site=far)], NOW)
    page = client.get("/search?q=specimen+street").text
    assert page.count('<li id="application-') == 5
    assert "/areas/circle/" not in page


def test_a_word_that_nothing_has_is_left_out_and_that_is_said(client: FlaskClient) -> None:
    assert "We found no postcode" in client.get("/search?q=basementt+street").text
    page = client.get("/search?q=specimen+basementt").text
    assert "No application has all of these words. These have all but “basementt”." in page
    assert page.count('<li id="application-') == 4


@pytest.mark.parametrize("typed", ["2026-0123-P", "2026 0123 p", "2026/0123/P ", "2026/0123"])
def test_a_reference_is_found_in_any_of_the_usual_spellings(client: FlaskClient, typed: str) -> None:
    answer = client.get("/search", query_string={"q": typed})
    assert answer.headers["Location"] == "/applications/E09000007/2026/0123/P"


@pytest.mark.parametrize(
    ("typed", "place", "council"),
    [
        ("Barnsley", "/areas/authority/E08000038", "Barnsley"),
        ("YO1 9TL", "/areas/postcode/YO19TL", "York"),
        ("E06000014", "/areas/authority/E06000014", "York"),
    ],
)
def test_a_council_that_no_feed_covers_is_named_with_what_would_cover_it(
    client: FlaskClient, typed: str, place: str, council: str
) -> None:
    page = client.get("/search", query_string={"q": typed}).text
    assert "No feed of this council is read here yet" in page
    whole = f"{council} decides planning applications in its area."
    assert whole in page or f"YO1 9TL: planning applications there are decided by {council}." in page
    assert "from the day the council is covered" in page
    assert "mailto:hello@alerts.example.org" in page
    assert f'href="{place}">' in page
    assert client.get(place).status_code == 200


def test_one_can_subscribe_to_a_council_that_no_feed_covers(client: FlaskClient, database: Database) -> None:
    form = {"email": "alice@example.org", "area": "authority:E06000014"}
    assert client.post("/subscriptions", data=form).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(SignupRow.area)).all() == ["authority:E06000014"]


@pytest.mark.parametrize(
    ("centre", "leads_to"),
    [
        ("51.5546,-0.1446", "/areas/postcode/"),
        ("57.10000,-4.71", "/areas/circle/57.1,-4.71/400"),
    ],
)
def test_a_position_leads_to_the_nearest_postcode_or_a_circle(
    client: FlaskClient, centre: str, leads_to: str
) -> None:
    answer = client.get(f"/near/{centre}")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(leads_to)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "centre", ["48.85,2.35", "54.6,-5.93", "0,0", "91,0", "x", "1,2,3", "nan,nan", "9" * 300]
)
def test_a_position_that_is_none_of_ours_is_refused_in_words(client: FlaskClient, centre: str) -> None:
    answer = client.get(f"/near/{centre}")
    assert answer.status_code == 400
    assert 'id="q" name="q"' in answer.text


def test_the_button_for_the_location_is_there_only_where_its_script_shows_it(client: FlaskClient) -> None:
    for path in ("/", "/search"):
        page = client.get(path).text
        assert 'class="locate" data-locate hidden' in page
        assert 'data-near="/near/"' in page
        assert "Used once, to find the nearest postcode. We do not keep it." in page
        assert page.count('role="status"></p>') == 1


@pytest.mark.fault("W-10")
@pytest.mark.parametrize(
    "typed",
    ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example", "javascript:alert(1)"],
)
def test_no_search_and_no_position_leads_to_another_site(client: FlaskClient, typed: str) -> None:
    for path, query in (
        ("/search", {"q": typed}),
        (f"/near/{quote(typed, safe='')}", {}),
        (f"/near/51.5546,-0.1446{quote(typed, safe='')}", {}),
    ):
        assert client.get(path, query_string=query).status_code in (200, 400, 404)
    answer = client.get("/search", query_string={"q": "NW5 1TL", "next": typed})
    assert answer.headers["Location"] == "/areas/postcode/NW51TL"


def test_too_long_a_query_is_refused_unread(client: FlaskClient) -> None:
    assert client.get("/search", query_string={"q": "a" * 10_000}).status_code == 400


def test_without_a_gazetteer_postcodes_are_a_503_that_names_the_command(
    database: Database, tmp_path: Path
) -> None:
    places = Places(Gazetteer(tmp_path / "none.sqlite"), 100, 400.0)
    site = create_app(context_over(database, places=places)).test_client()
    for path in ("/search?q=NW5+1TL", "/areas/postcode/NW51TL"):
        answer = site.get(path, headers=HOST)
        assert answer.status_code == 503
        assert "planning-alerts postcodes build" in answer.text
    for path in (
        "/",
        "/areas/ward/E05013658",
        "/applications/E09000007/2026/0123/P",
        "/search?q=camden",
        "/about",
    ):
        assert site.get(path, headers=HOST).status_code in (200, 303), path
    assert site.get("/readyz", headers=HOST).status_code == 503
    assert site.get("/healthz", headers=HOST).status_code == 200
    assert not (tmp_path / "none.sqlite").exists()


def test_without_boundaries_the_answer_says_so(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM boundary")
    page = client.get("/search?q=highgate").text
    assert "The boundaries of wards are not loaded here" in page
    assert client.get("/search?q=camden").headers["Location"] == "/areas/authority/E09000007"
