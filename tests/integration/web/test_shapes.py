"""Areas that people bring, as files or without a map: kept, refused with words, limited and forgotten."""

import json
import re
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from shapely import box

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.domain.signup_limits import SignupLimits
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from geo.boundaries import Boundary, BoundaryKind
from tests.integration.web.neighbourhood import BASE_URL, NOW, context_over
from tests.integration.web.people import requests_noted
from tests.work import seconds_of_work

SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[-0.146, 51.553], [-0.140, 51.553], [-0.140, 51.556], [-0.146, 51.556], [-0.146, 51.553]],
    ],
}


@pytest.mark.parametrize("encoding", ["json", "form", "file"])
def test_a_shape_is_kept_and_leads_to_its_page(client: FlaskClient, encoding: str) -> None:
    text = json.dumps({"type": "Feature", "properties": {}, "geometry": SQUARE})
    if encoding == "json":
        answer = client.post("/areas/shape", data=text, content_type="application/geo+json")
    elif encoding == "form":
        answer = client.post("/areas/shape", data={"shape": text})
    else:
        answer = client.post("/areas/shape", data={"file": (BytesIO(text.encode()), "a.geojson")})
    assert answer.status_code == 303
    assert re.fullmatch(r"/areas/shape/[0-9a-f]{16}", answer.headers["Location"])
    page = client.get(answer.headers["Location"]).text
    assert "Planning applications in the area you drew" in page
    name = answer.headers["Location"].rpartition("/")[2]
    asked = client.post("/subscriptions", data={"email": "a@example.org", "area": f"shape:{name}"})
    assert asked.status_code == 303


def offered(page: str) -> str:
    """The shape that a page offers instead."""
    return unescape(re.search(r'name="shape" value="([^"]+)"', page)[1])  # type: ignore[index]


@pytest.mark.fault("W-06")
@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ("", "empty", "There is nothing in it."),
        ("{", "not-geojson", "This is not a GeoJSON shape."),
        ("[" * 20_000, "not-geojson", "This is not a GeoJSON shape."),
        ("null", "not-geojson", "This is not a GeoJSON shape."),
        ('{"type": "Point", "coordinates": [0, 0]}', "not-a-polygon", "The shape must be a polygon."),
        (
            '{"type": "Polygon", "coordinates": [[[NaN, NaN]]]}',
            "bad-coordinate",
            "A corner of the shape is not",
        ),
        (
            '{"type": "Polygon", "coordinates": [[[-3, 51], [0, 51], [0, 53], [-3, 53], [-3, 51]]]}',
            "too-large",
            "watch",
        ),
    ],
)
def test_a_program_is_told_what_is_wrong(client: FlaskClient, body: str, reason: str, words: str) -> None:
    answer = client.post("/areas/shape", data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    told = json.loads(answer.data)
    assert (told["status"], told["reason"]) == (400, reason)
    assert words in told["detail"]


def test_who_draws_too_much_is_offered_the_councils(client: FlaskClient) -> None:
    large = '{"type": "Polygon", "coordinates": [[[-3, 51], [0, 51], [0, 53], [-3, 53], [-3, 51]]]}'
    page = client.post("/areas/shape", data={"shape": large})
    assert page.status_code == 400
    assert 'href="/areas/authority/E09000007">Camden</a>' in page.text
    told = json.loads(client.post("/areas/shape", data=large, content_type="application/json").data)
    assert told["councils"] == [{"code": "E09000007", "name": "Camden"}]


def test_who_draws_the_whole_country_is_sent_to_the_search(client: FlaskClient, context: SiteContext) -> None:
    many = [
        Boundary(
            BoundaryKind.AUTHORITY,
            f"E07{n:06}",
            f"District {n}",
            None,
            2025,
            box(3e5 + n, 2e5, 3e5 + n + 1, 2e5 + 1),
        )
        for n in range(31)
    ]
    with context.database.writing() as session:
        boundaries.replace(session, many)
    country = '{"type": "Polygon", "coordinates": [[[-8, 50], [2, 50], [2, 60], [-8, 60], [-8, 50]]]}'
    page = client.post("/areas/shape", data={"shape": country}).text
    assert "Search for a council by its name" in page
    assert "District" not in page


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        (
            [[51.55, -0.14], [51.55, -0.13], [51.56, -0.13], [51.55, -0.14]],
            "Swap the numbers and show the area",
        ),
        ([[-0.14, 51.55], [-0.13, 51.55], [-0.13, 51.56]], "Close the outline and show the area"),
        (
            [
                [0, 51],
                [0.01, 51],
                [0.01, 51.01],
                [0.0101, 51.0101],
                [0.0101, 51.01],
                [0.0099, 51.0101],
                [0, 51.01],
                [0, 51],
            ],
            "Show the shape without the crossing",
        ),
    ],
)
def test_what_was_clearly_meant_is_one_press_away(
    client: FlaskClient, ring: list[list[float]], words: str
) -> None:
    page = client.post("/areas/shape", data={"shape": json.dumps({"type": "Polygon", "coordinates": [ring]})})
    assert page.status_code == 400
    assert words in page.text
    assert client.post("/areas/shape", data={"shape": offered(page.text)}).status_code == 303


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"how": "corners", "corners": "51.55, -0.14\nHighgate"}, "corners", "Line 2 is not a place"),
        (
            {"how": "corners", "corners": "51.55, -0.14\n51.56, -0.14", "width": "0"},
            "width",
            "from 1 to 5,000 metres",
        ),
        (
            {"how": "corners", "corners": "51.55, -0.14\n51.56, -0.14", "width": "wide"},
            "width",
            "a whole number",
        ),
        ({"how": "place", "place": "NW5 1", "radius": "300"}, "place", "first part of a postcode"),
        ({"how": "place", "place": "NW5 1TL", "radius": "9000"}, "radius", "from 0 to 5,000"),
        (
            {"how": "postcodes", "postcodes": "NW5 1TL, Highgate", "distance": "7"},
            "postcodes",
            "not a full UK postcode",
        ),
        ({"how": "wards", "council": "Camden"}, "ward", "Tick at least one ward"),
        ({"how": "file", "shape": "a park"}, "shape", "We cannot read that file"),
        (
            {
                "how": "file",
                "shape": "<gpx><rte><rtept lat='51' lon='0'/><rtept lat='51.1' lon='0'/></rte></gpx>",
            },
            "shape",
            "Close it",
        ),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(
    client: FlaskClient, form: dict[str, str], field: str, words: str
) -> None:
    answer = client.post("/areas/shape", data=form)
    assert answer.status_code == 400
    page = answer.text
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    at_field = page.partition(f'id="{field}-error"')[2][:400]
    assert words in at_field
    for name, typed in form.items():
        if name != "how":
            assert escape(typed) in page, name


CORNERS = "51.553, -0.146\n51.553, -0.140\n51.556, -0.140"


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ({"how": "corners", "corners": CORNERS}, "/areas/shape/"),
        ({"how": "corners", "corners": CORNERS, "width": "200"}, "/areas/shape/"),
        (
            {"how": "place", "place": "51.553, -0.146", "radius": "300"},
            "/areas/circle/51.553000,-0.146000/300",
        ),
        ({"how": "place", "place": "nw51tl", "radius": "300"}, "/areas/postcode/NW51TL?radius=300"),
        ({"how": "place", "place": "Highgate", "radius": "300"}, "/areas/shape/"),
        ({"how": "postcodes", "postcodes": "NW5 1TL, NW5 1TJ", "distance": "50"}, "/areas/shape/"),
        ({"how": "wards", "ward": ["E05013658", "E05013661"]}, "/areas/shape/"),
    ],
)
def test_an_area_is_made_without_a_map_and_shown_before_anybody_subscribes(
    client: FlaskClient, database: Database, form: dict[str, object], path: str
) -> None:
    answer = client.post("/areas/shape", data=form)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(path)
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "<svg" in page.text
    assert "2026/0123/P" in page.text
    assert requests_noted(database) == 0


def test_the_wards_of_a_council_are_listed_to_choose_from(client: FlaskClient) -> None:
    page = client.get("/areas/shape?council=camden").text
    assert 'value="E05013658"' in page
    assert "Kentish Town North" in page
    assert "We know no wards of a council of that name" in client.get("/areas/shape?council=Atlantis").text


def test_a_page_of_a_shape_is_left_out_by_search_engines(client: FlaskClient) -> None:
    path = client.post("/areas/shape", data={"how": "corners", "corners": CORNERS}).headers["Location"]
    assert client.get(path).headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/areas/shape").headers


@pytest.mark.fault("W-06")
def test_one_network_cannot_fill_the_store(database: Database) -> None:
    client = client_over(database, SignupLimits(shapes_an_hour=2))
    shape = {"how": "corners", "corners": CORNERS}
    assert [client.post("/areas/shape", data=shape).status_code for _ in range(3)] == [303, 303, 429]
    other = client.post("/areas/shape", data=shape, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 303
    last = client.post("/areas/shape", data=shape)
    assert "Try again in an hour" in last.text
    assert last.headers["Retry-After"] == "3600"


@pytest.mark.fault("W-06")
def test_of_too_many_shapes_that_nobody_watches_the_oldest_are_forgotten_first(database: Database) -> None:
    shape = {"how": "corners", "corners": CORNERS}
    early = client_over(database, SignupLimits(), NOW - timedelta(hours=2))
    first, second = (early.post("/areas/shape", data=shape).headers["Location"] for _ in range(2))
    client = client_over(database, SignupLimits(unwatched_shapes=2))
    third = client.post("/areas/shape", data=shape).headers["Location"]
    assert [client.get(path).status_code for path in (first, second, third)] == [404, 200, 200]
    fourth = client.post("/areas/shape", data=shape)
    assert (fourth.status_code, client.get(second).status_code) == (303, 404)
    assert client.post("/areas/shape", data=shape).status_code == 429


@pytest.mark.fault("W-06")
def test_a_shape_that_somebody_has_just_asked_for_makes_no_room_for_others(database: Database) -> None:
    shape = {"how": "corners", "corners": CORNERS}
    early = client_over(database, SignupLimits(), NOW - timedelta(hours=2))
    asked_for = early.post("/areas/shape", data=shape).headers["Location"]
    early.post("/areas/shape", data=shape)
    client = client_over(database, SignupLimits(unwatched_shapes=1))
    area = f"shape:{asked_for.rpartition('/')[2]}"
    assert client.post("/subscriptions", data={"email": "alice@example.com", "area": area}).status_code == 303
    client.post("/areas/shape", data=shape)
    assert client.get(asked_for).status_code == 200


def client_over(database: Database, limits: SignupLimits, now: datetime = NOW) -> FlaskClient:
    made = create_app(context_over(database, limits=limits, clock=lambda: now)).test_client()
    made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    made.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return made


def test_the_page_for_shapes_says_when_one_is_forgotten(client: FlaskClient) -> None:
    assert "We forget an area that nobody watches after 7 days." in client.get("/areas/shape").text


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
RINGS = st.lists(st.tuples(st.floats(-6, 2), st.floats(50, 59)).map(list), max_size=12).map(
    lambda ring: ring + ring[:1]
)
SMALL = st.lists(st.tuples(st.floats(-0.2, -0.1), st.floats(51.5, 51.6)).map(list), max_size=6).map(
    lambda ring: ring + ring[:1]
)
GEOMETRIES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "LineString", "GeometryCollection", "Feature"]),
        "coordinates": st.lists(RINGS | SMALL | JSON_VALUES, max_size=3) | JSON_VALUES,
        "geometry": JSON_VALUES,
        "geometries": JSON_VALUES,
    }
)
COLLECTIONS = st.builds(
    lambda features: {"type": "FeatureCollection", "features": features}, st.lists(GEOMETRIES, max_size=3)
)


def _never_fails(client: FlaskClient, count: int) -> None:
    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))
    @given(JSON_VALUES | GEOMETRIES | COLLECTIONS)
    def post(value: object) -> None:
        body = json.dumps(value)

        def ask() -> None:
            answer = client.post("/areas/shape", data=body, content_type="application/geo+json")
            assert answer.status_code in (303, 400)

        assert seconds_of_work(ask) < 0.1

    post()


@pytest.mark.fault("W-07")
def test_no_geojson_value_is_an_error_of_ours(database: Database) -> None:
    _never_fails(client_over(database, SignupLimits(shapes_an_hour=10**6, unwatched_shapes=10**6)), 200)


@pytest.mark.slow
@pytest.mark.fault("W-07")
def test_ten_thousand_geojson_values_are_no_error_of_ours(database: Database) -> None:
    _never_fails(client_over(database, SignupLimits(shapes_an_hour=10**6, unwatched_shapes=10**6)), 10_000)
