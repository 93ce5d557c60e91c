"""Areas that people bring as GeoJSON: kept, refused with words, and forgotten."""

import json
import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient

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


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Paste or upload one GeoJSON polygon."),
        ("{", "Paste or upload one GeoJSON polygon."),
        ("[" * 20_000, "Paste or upload one GeoJSON polygon."),
        ("null", "This is not a GeoJSON shape."),
        ('{"type": "Point", "coordinates": [0, 0]}', "The shape must be a single polygon."),
        ('{"type": "Polygon", "coordinates": [[[NaN, NaN]]]}', "A corner of the shape is not"),
        (
            '{"type": "Polygon", "coordinates": [[[-3, 51], [0, 51], [0, 53], [-3, 53], [-3, 51]]]}',
            "watch a whole council instead",
        ),
    ],
)
def test_a_shape_that_cannot_be_watched_is_refused_with_words(
    client: FlaskClient, body: str, words: str
) -> None:
    answer = client.post("/areas/shape", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert words in answer.text


def test_the_page_for_shapes_says_when_one_is_forgotten(client: FlaskClient) -> None:
    assert "We forget an area that nobody watches after 7 days." in client.get("/areas/shape").text
