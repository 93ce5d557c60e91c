"""What moving maps ask the site for: the ground in a box, one application, and where those files lie."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from alerts.web.map_words import map_files

AROUND_NW5 = "/areas/ground.geojson?bbox=-0.148,51.552,-0.141,51.557"


def roles(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    return [feature["properties"] for feature in json.loads(answer.text)["features"]]


def test_the_ground_of_a_box_has_outlines_cells_and_names(client: FlaskClient) -> None:
    found = roles(client, AROUND_NW5)
    assert {each["role"] for each in found} == {"cells", "ward", "name"}
    names = {each["text"] for each in found if each["role"] == "name"}
    assert {"NW5 1TL", "Kentish Town North", "Camden"} <= names


def test_the_outlines_of_the_ground_are_cut_to_its_box(client: FlaskClient) -> None:
    document = json.loads(client.get(AROUND_NW5).text)
    outlines = [each for each in document["features"] if each["properties"]["role"] != "name"]
    assert outlines
    for feature in outlines:
        for lon, lat in points(feature["geometry"]["coordinates"]):
            assert -0.149 < lon < -0.140, feature["properties"]
            assert 51.5515 < lat < 51.5575, feature["properties"]


def test_the_ground_may_be_kept_and_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get(AROUND_NW5)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get(AROUND_NW5, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "box", ["-9,49,2,61", "-180,-85,180,85", "10,50,11,51", "-30,40,-29,41", "0,0,0.1,0.1"]
)
def test_a_box_too_wide_or_abroad_has_no_outlines_to_tell_apart(client: FlaskClient, box: str) -> None:
    assert [
        each for each in roles(client, f"/areas/ground.geojson?bbox={box}") if each["role"] != "name"
    ] == []


@pytest.mark.fault("W-06")
@pytest.mark.parametrize(
    "box",
    ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "0,0,inf,1", "2,50,1,51", "0,52,1,51", "0,-90,1,90", "1," * 2_000],
)
def test_what_is_no_box_is_refused(client: FlaskClient, box: str) -> None:
    assert client.get("/areas/ground.geojson", query_string={"bbox": box}).status_code == 400


def test_the_map_of_an_application_shows_its_site(client: FlaskClient) -> None:
    (site,) = roles(client, "/areas/application/E09000007/2026/0123/P/map.geojson")
    assert (site["role"], site["number"]) == ("site", 1)
    assert site["link"].endswith("/applications/E09000007/2026/0123/P")
    around = roles(client, "/areas/application/E09000007/2026/0123/P/ground.geojson")
    assert {"ward", "authority"} <= {each["role"] for each in around}
    assert client.get("/areas/application/E09000007/none/map.geojson").status_code == 404


def test_the_files_of_a_map_lie_beside_its_page() -> None:
    assert map_files("/areas/postcode/NW51TL?radius=400&show=closing") == (
        "/areas/postcode/NW51TL.geojson?radius=400&show=closing",
        "/areas/postcode/NW51TL/ground.geojson?radius=400&show=closing",
    )
    assert map_files("/cy/applications/E09000007/2026/0123/P") == (
        "/cy/areas/application/E09000007/2026/0123/P/map.geojson",
        "/cy/areas/application/E09000007/2026/0123/P/ground.geojson",
    )


@pytest.mark.parametrize(
    "path",
    ["/areas/postcode/NW51TL?radius=400", "/areas/ward/E05013658", "/applications/E09000007/2026/0123/P"],
)
def test_every_file_that_a_page_names_for_its_map_is_there(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert "<svg" in page
    for name in ("data-map", "data-around"):
        address = page.split(f'{name}="')[1].split('"')[0].replace("&amp;", "&")
        assert roles(client, address) is not None


def points(coordinates: Any) -> list[tuple[float, float]]:
    """All positions of a geometry, however deep."""
    if isinstance(coordinates[0], float | int):
        return [(coordinates[0], coordinates[1])]
    return [point for part in coordinates for point in points(part)]
