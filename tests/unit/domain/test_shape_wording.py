"""What is wrong with a shape, in words that say what to do."""

import pytest

from alerts.domain.shape_wording import ShapeNotWatched, shape_words
from geo.errors import ShapeReason, ShapeRefused


@pytest.mark.fault("W-06")
@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("empty", "Draw, upload, paste or type"),
        ("unknown-format", "Bring GeoJSON, KML, KMZ or GPX"),
        ("not-xml", "Save it again"),
        ("not-geojson", "upload a GeoJSON polygon"),
        ("duplicate-keys", "gives one name twice"),
        ("bad-line", "Write one corner a line"),
        ("not-a-polygon", "Draw a line round the area"),
        ("open-line", "Close it, or type a distance"),
        ("has-holes", "Draw its outline only"),
        ("too-many-shapes", "more than 50 shapes"),
        ("too-tangled", "Draw one line round all"),
        ("too-few-points", "Add more corners"),
        ("too-many-points", "more than 500 corners. Draw it more simply"),
        ("bad-coordinate", "export the file again in WGS84"),
        ("swapped-coordinates", "seem to be swapped"),
        ("not-closed", "same as its first"),
        ("crosses-itself", "without crossing it"),
        ("outside-great-britain", "within England, Scotland or Wales"),
        ("northern-ireland", "a planning register of its own"),
        ("too-small", "1 hectare (100 m by 100 m). Draw it larger"),
        ("too-large", "larger than 400 km². Draw it smaller, or watch a whole council"),
        ("bad-radius", "from 1 to 5,000 metres"),
    ],
)
def test_every_refusal_says_what_to_do(reason, words):
    assert words in shape_words(ShapeRefused(ShapeReason(reason)))


def test_no_reason_is_without_words():
    assert all(shape_words(ShapeRefused(reason)) for reason in ShapeReason)


def test_the_line_that_cannot_be_read_is_named():
    assert shape_words(ShapeRefused(ShapeReason.BAD_LINE, line=7)).startswith("Line 7 is not a place")


def test_where_an_outline_crosses_itself_is_said():
    refused = ShapeRefused(ShapeReason.CROSSES_ITSELF, near=(-0.14234567, 51.5512345))
    assert shape_words(refused).endswith("It does so near latitude 51.5512, longitude -0.1423.")


def test_the_operators_own_limit_is_told():
    assert "larger than 0.5 km²" in str(ShapeNotWatched(ShapeRefused(ShapeReason.TOO_LARGE), 0.5))
