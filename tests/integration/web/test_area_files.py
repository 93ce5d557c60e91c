"""An area as GeoJSON: what its list shows, its outline, and the ground around it."""

from datetime import date

import pytest
import shapely
from flask.testing import FlaskClient

from alerts.db import constraints
from alerts.db.session import Database
from geo.constraints import ConstraintArea, ConstraintKind
from tests.integration.web.neighbourhood import BASE_URL, HERE, NOW

AROUND = "/areas/postcode/NW51TL.geojson?radius=400"


def by_role(document: dict, role: str) -> list[dict]:
    return [feature for feature in document["features"] if feature["properties"]["role"] == role]


def references(document: dict) -> list[str]:
    return [feature["properties"]["reference"] for feature in by_role(document, "site")]


def test_the_file_has_the_list_under_the_numbers_of_the_page(client: FlaskClient) -> None:
    answer = client.get(AROUND)
    assert answer.content_type == "application/geo+json"
    document = answer.json
    assert document["type"] == "FeatureCollection"
    assert document["title"] == "Planning applications within 400 m of NW5 1TL"
    assert document["page"] == f"{BASE_URL}/areas/postcode/NW51TL?radius=400"
    assert (document["total"], document["is_cut"]) == (4, False)
    said = [feature["properties"] for feature in by_role(document, "site")]
    assert [(each["number"], each["reference"], each["stage"]) for each in said] == [
        (1, "2026/0456/L", "open"),
        (2, "2026/0123/P", "open"),
        (3, "2026/0789/P", "decided"),
        (4, "2026/0999/T", "withdrawn"),
    ]
    assert said[0]["link"] == f"{BASE_URL}/applications/E09000007/2026/0456/L"
    assert said[0]["headline"] == "Replacement of windows to the front elevation of a listed building"
    assert said[0]["deadline"] == "Comment by Thursday 26 November, 3 days left"
    assert said[0]["precision"] == "boundary"
    assert [feature["geometry"]["type"] for feature in by_role(document, "site")] == [
        "Polygon",
        "Point",
        "Point",
        "Point",
    ]


def test_the_outline_is_the_core_and_all_that_its_margin_reaches(client: FlaskClient) -> None:
    document = client.get(AROUND).json
    (reach,), (core,) = by_role(document, "reach"), by_role(document, "core")
    whole, cell = (shapely.geometry.shape(each["geometry"]) for each in (reach, core))
    assert whole.contains(cell)
    assert whole.exterior.is_ccw
    west, south, east, north = document["bbox"]
    # 400 m are 0.0036 degrees of latitude, on both sides of a cell of a few houses.
    assert 0.0072 < north - south < 0.0100
    assert -0.153 < west < -0.1446 < east < -0.138
    ward = client.get("/areas/ward/E05013658.geojson").json
    assert (len(by_role(ward, "reach")), by_role(ward, "core")) == (1, [])


def test_an_application_without_a_place_is_in_the_file_of_its_council(client: FlaskClient) -> None:
    document = client.get("/areas/authority/e09000007.geojson").json
    nowhere = [each for each in by_role(document, "site") if each["geometry"] is None]
    assert [each["id"] for each in nowhere] == ["E09000007/2026/1001/P"]
    assert nowhere[0]["properties"]["precision"] is None


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ("show=decided", ["2026/0789/P"]),
        ("show=closing", ["2026/0456/L", "2026/0123/P"]),
        ("stage=withdrawn", ["2026/0999/T"]),
        ("stage=withdrawn&stage=decided", ["2026/0789/P", "2026/0999/T"]),
        ("show=decided&stage=open", []),
        ("types=hh&types=full", ["2026/0123/P", "2026/0789/P"]),
        ("include=window,+café", ["2026/0456/L", "2026/0789/P"]),
        ("exclude=window,+tree", ["2026/0123/P", "2026/0789/P"]),
        ("major=1", []),
        ("constraints=listed-building-outline", ["2026/0456/L"]),
        ("from=2026-11-01&to=2026-11-14", ["2026/0789/P"]),
        ("to=02/11/2026", ["2026/0789/P", "2026/0999/T"]),
    ],
)
def test_filters_of_the_address_leave_out_what_they_say(
    client: FlaskClient, database: Database, filters: str, left: list[str]
) -> None:
    listed = ConstraintArea(
        7_001,
        ConstraintKind.LISTED_BUILDING_OUTLINE,
        "1",
        "The Elms",
        date(1970, 1, 1),
        None,
        shapely.box(HERE.x - 95, HERE.y + 65, HERE.x - 55, HERE.y + 105),
    )
    with database.writing() as session:
        constraints.put(session, [listed], NOW)
    document = client.get(f"{AROUND}&{filters}").json
    assert references(document) == left
    assert document["total"] == len(left)


@pytest.mark.fault("W-05")
@pytest.mark.parametrize(
    ("filters", "parameter"),
    [
        ("show=oldest", "show"),
        ("stage=open'--", "stage"),
        ("types=hh' OR 1=1", "types"),
        ("constraints=]", "constraints"),
        ("major=2", "major"),
        ("from=yesterday", "from"),
        ("to=2026-13-40", "to"),
        ("from=2026-11-14&to=2026-11-01", "to"),
        ("page=0", "page"),
        ("page=1e9", "page"),
        ("frequency=hourly", "frequency"),
    ],
)
def test_what_cannot_be_understood_is_a_problem_that_names_it(
    client: FlaskClient, filters: str, parameter: str
) -> None:
    answer = client.get(f"{AROUND}&{filters}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert list(answer.json["parameters"]) == [parameter]


@pytest.mark.fault("W-26")
@pytest.mark.parametrize("name", ["show", "include", "exclude", "major", "from", "to", "page", "radius"])
def test_a_parameter_that_is_given_twice_is_refused(client: FlaskClient, name: str) -> None:
    assert client.get(f"/areas/postcode/NW51TL.geojson?{name}=1&{name}=1").status_code == 400


def test_a_browser_that_has_the_file_is_told_so(client: FlaskClient) -> None:
    first = client.get(AROUND)
    assert first.headers["Cache-Control"] == "max-age=60, public"
    again = client.get(AROUND, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{AROUND}&show=decided", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_the_ground_has_councils_wards_and_protected_areas_in_a_frame(
    client: FlaskClient, database: Database
) -> None:
    here = shapely.box(HERE.x, HERE.y, HERE.x + 5_000, HERE.y + 5_000)
    area = ConstraintArea(7_002, ConstraintKind.CONSERVATION_AREA, "2", "Dartmouth Park", None, None, here)
    ended = ConstraintArea(7_003, ConstraintKind.CONSERVATION_AREA, "3", "Gone", None, date(2020, 1, 1), here)
    with database.writing() as session:
        constraints.put(session, [area, ended], NOW)
    answer = client.get("/areas/postcode/NW51TL/ground.geojson?radius=400")
    assert answer.content_type == "application/geo+json"
    assert [feature["properties"]["name"] for feature in by_role(answer.json, "ward")] == [
        "Highgate",
        "Kentish Town North",
    ]
    (council,) = by_role(answer.json, "authority")
    assert council["properties"]["link"] == f"{BASE_URL}/areas/authority/E09000007"
    (protected,) = by_role(answer.json, "constraint")
    assert protected["properties"] == {
        "role": "constraint",
        "kind": "conservation-area",
        "kind_words": "Conservation area",
        "name": "Dartmouth Park",
        "entity": 7_002,
        "link": f"{BASE_URL}/areas/constraint/7002",
    }
    shape = shapely.geometry.shape(protected["geometry"])
    # What lies beyond the frame, half an area away on every side, is cut off.
    assert shape.bounds[2] - shape.bounds[0] < 0.0150


def test_every_kind_of_area_has_its_file_and_its_ground(client: FlaskClient) -> None:
    for path in (
        "/areas/ward/E05013658",
        "/areas/authority/E09000007",
        "/areas/circle/51.5546,-0.1446/250",
        "/areas/postcode/NW5%201TL",
    ):
        assert client.get(f"{path}.geojson").json["features"], path
        assert client.get(f"{path}/ground.geojson").json["features"], path


def test_a_file_of_a_place_that_nobody_knows_is_not_found(client: FlaskClient) -> None:
    for path in ("/areas/ward/E05999999", "/areas/authority/E09999999", "/areas/shape/nothing"):
        assert client.get(f"{path}.geojson").status_code == 404, path
        assert client.get(f"{path}/ground.geojson").status_code == 404, path
    assert client.get("/areas/ward/E05013658.exe").status_code == 404
