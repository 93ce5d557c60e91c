"""The one box: what people type and where it leads."""

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.db.session import Database
from alerts.services.areas import Places
from alerts.web.app import create_app
from geo.gazetteer import Gazetteer
from tests.integration.web.neighbourhood import context_over

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
        ("BFPO 1", "We found no postcode, ward, council, application or street like that."),
        ("NW5", "is only the first part of a postcode"),
        ("nw5 1", "is only the first part of a postcode"),
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
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.characters(exclude_categories=("Cs",), exclude_characters=UNTYPED), max_size=80))
def test_whatever_is_typed_gets_an_answer(client: FlaskClient, typed: str) -> None:
    assert client.get("/search", query_string={"q": typed}).status_code in (200, 303)
    place = quote(typed, safe="")
    assert client.get(f"/areas/postcode/{place}").status_code in (200, 404)
    assert client.get("/areas/postcode/NW51TL", query_string={"radius": typed}).status_code in (200, 400)


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
