"""Conservation areas on the site: named on an application's page, found, shown, watched."""

import json
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from shapely import Point, box

from alerts.db import constraints
from alerts.db.session import Database
from alerts.domain.application import Site, SitePrecision
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.reception import take_in
from alerts.web.context import SiteContext
from geo.constraints import ConstraintArea, ConstraintKind
from tests.integration.alerting.mail import emails
from tests.integration.alerting.told import told
from tests.integration.web.neighbourhood import HERE, NOW, application, record
from tests.integration.web.people import ALICE, reception_of, subscribed

PARK, ELMS, BASEMENTS = 44000001, 42100001, 7010000001
IN_THE_PARK = "/applications/E09000007/2026/0123/P"
BESIDE_IT = "/applications/E09000007/2026/0789/P"
PARK_BOX = box(HERE.x + 30, HERE.y - 40, HERE.x + 300, HERE.y + 300)


def an_area(
    entity: int,
    name: str,
    dataset: ConstraintKind = ConstraintKind.CONSERVATION_AREA,
    end_date: date | None = None,
) -> ConstraintArea:
    return ConstraintArea(entity, dataset, "CA12", name, None, end_date, PARK_BOX)


@pytest.fixture(autouse=True)
def protected(database: Database) -> None:
    """A conservation area that begins 30 m east of NW5 1TL, with two more things in the same place."""
    keep(
        database,
        an_area(PARK, "Dartmouth Park"),
        an_area(ELMS, "The Elms", ConstraintKind.LISTED_BUILDING_OUTLINE),
        an_area(BASEMENTS, "Basements", ConstraintKind.ARTICLE_4_DIRECTION_AREA),
        an_area(44000009, "Camden Old Town", end_date=date(2019, 5, 1)),
    )


def keep(database: Database, *areas: ConstraintArea) -> None:
    with database.writing() as session:
        constraints.put(session, areas, NOW)


def links_of(page: str) -> list[tuple[str, str]]:
    """(address, words) of each protected area on an application's page."""
    return re.findall(r'href="(/areas/constraint/\d+)">([^<]+)</a>', page)


def test_an_application_names_what_protects_its_site_with_links(client: FlaskClient) -> None:
    page = client.get(IN_THE_PARK).text
    assert ">Protected area</dt>" in page
    assert links_of(page) == [
        ("/areas/constraint/44000001", "In Dartmouth Park conservation area"),
        ("/areas/constraint/7010000001", "Article 4 direction: Basements"),
        ("/areas/constraint/42100001", "Listed building: The Elms"),
    ]
    assert "planning.data.gov.uk</a>, licensed under the Open Government Licence" in page


def test_an_application_beside_them_says_nothing(client: FlaskClient) -> None:
    page = client.get(BESIDE_IT).text
    assert ">Protected area<" not in page
    assert "planning.data.gov.uk" not in page


def test_a_site_known_by_its_postcode_alone_says_nothing(client: FlaskClient, database: Database) -> None:
    by_postcode = Site(Point(HERE.x + 60, HERE.y), SitePrecision.POSTCODE)
    with database.writing() as session:
        record(session, [application("2026/3000/P", site=by_postcode)], NOW)
    assert ">Protected area<" not in client.get("/applications/E09000007/2026/3000/P").text
    assert ">Protected area<" not in client.get("/applications/E09000007/2026/1001/P").text


def test_the_document_of_an_application_names_them_too(client: FlaskClient) -> None:
    told_of = json.loads(client.get(f"{IN_THE_PARK}.json").text)["constraints"]
    assert told_of[0] == {"kind": "conservation-area", "name": "Dartmouth Park", "entity": 44000001}
    assert [each["entity"] for each in told_of] == [PARK, BASEMENTS, ELMS]
    assert json.loads(client.get(f"{BESIDE_IT}.json").text)["constraints"] == []


def test_the_name_of_an_area_stays_words(client: FlaskClient, database: Database) -> None:
    keep(database, an_area(PARK, '"><script>alert(1)</script>'))
    for path in (IN_THE_PARK, "/areas/constraint/44000001", "/search?q=%22%3E%3Cscript"):
        answer = client.get(path)
        assert "<script>alert" not in answer.text, path


def test_the_page_of_an_area_lists_what_is_planned_in_it(client: FlaskClient) -> None:
    page = client.get("/areas/constraint/44000001").text
    assert ">Planning applications in Dartmouth Park conservation area</h1>" in page
    assert IN_THE_PARK in page
    assert BESIDE_IT not in page
    assert '<input type="hidden" name="area" value="constraint:44000001">' in page
    assert "Open Government Licence" in page
    assert '<link rel="canonical" href="http://alerts.example.org/areas/constraint/44000001">' in page


@pytest.mark.parametrize("code", ["44000002", "44000009", "x", "-1", "٤٤", "9" * 40, "44000001:400"])
def test_an_area_that_is_not_known_or_has_ended_is_a_page_that_helps(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/areas/constraint/{code}")
    assert answer.status_code == 404
    assert "We know no conservation area or other protected area of this number" in answer.text


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("Dartmouth Park conservation area", "/areas/constraint/44000001"),
        ("dartmouth park", "/areas/constraint/44000001"),
        ("listed building The Elms", "/areas/constraint/42100001"),
        ("Basements article 4 direction", "/areas/constraint/7010000001"),
        ("Highgate", "/areas/ward/E05013658"),
        ("Camden", "/areas/authority/E09000007"),
    ],
)
def test_an_area_is_found_by_its_name(client: FlaskClient, typed: str, leads_to: str) -> None:
    answer = client.get("/search", query_string={"q": typed})
    assert answer.headers["Location"] == leads_to


def test_a_listed_building_does_not_stand_before_the_street_it_is_called_after(
    client: FlaskClient, database: Database
) -> None:
    keep(database, an_area(42100002, "The Yard", ConstraintKind.LISTED_BUILDING_OUTLINE))
    assert client.get("/search?q=the+yard").headers["Location"] == "/applications/E09000007/2026/1001/P"


def test_a_conservation_area_called_after_a_street_is_offered_beside_its_applications(
    client: FlaskClient, database: Database
) -> None:
    keep(database, an_area(44000003, "The Yard"))
    page = client.get("/search?q=the+yard").text
    assert '<a class="govuk-link" href="/areas/constraint/44000003">The Yard conservation area</a>' in page
    assert "/applications/E09000007/2026/1001/P" in page


def test_an_area_is_watched_from_the_form_to_the_email(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    posted = client.post("/subscriptions", data={"email": "dora@example.org", "area": "constraint:44000001"})
    assert posted.headers["Location"] == "/check-your-inbox"
    take_in(reception_of(context))
    assert emails(database)[0].subject == (
        "Please confirm your planning alerts: in Dartmouth Park conservation area"
    )
    subscribed(database, context, ALICE, "constraint:44000001")
    # What is watched stays as it was when asked for, though the service forgets the area.
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM constraint_area WHERE entity <> 42100001")
    assert "in Dartmouth Park conservation area" in client.get("/areas/constraint/44000001").text
    inside = application("2026/4000/P", site=Site(Point(HERE.x + 200, HERE.y + 100), SitePrecision.POINT))
    outside = application("2026/4001/P", site=Site(Point(HERE.x - 200, HERE.y), SitePrecision.POINT))
    later = NOW + timedelta(days=2)
    with database.writing() as session:
        record(session, [inside, outside], NOW + timedelta(hours=1))
    match_changes(database, context.timetable, lambda: later)
    assert told(database) == [(ALICE, "new", "2026/4000/P")]
    compose_due(
        database, context.site, context.identity, context.timetable, lambda: later + timedelta(days=1)
    )
    (email,) = (each for each in emails(database) if each.lane == "alert")
    assert email.subject.startswith("1 planning application in Dartmouth Park conservation area: ")
    assert ", in Dartmouth Park conservation area." in " ".join(email.text.split())
    for part in (email.text, re.sub(r"<[^>]+>", " ", email.html)):
        assert "Protected area: Listed building: The Elms" in " ".join(part.split())
