"""What people draw: what is taken, what is refused and with what words."""

import contextlib
import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ShapeReason, ShapeRefused
from geo.shapes import circle, read_drawn_shape

KENTISH_TOWN = (-0.145, 51.545)


def _polygon(*rings):
    return {"type": "Polygon", "coordinates": [[list(position) for position in ring] for ring in rings]}


def _square(lon, lat, side):
    return [(lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side), (lon, lat)]


def _around(corners, radius=0.01, step=1):
    """A regular polygon, or with a step of more than one a star that crosses itself."""
    angles = [2 * math.pi * (corner * step % corners) / corners for corner in range(corners)]
    ring = [(-0.145 + radius * math.sin(angle), 51.545 + radius * math.cos(angle)) for angle in angles]
    return [*ring, ring[0]]


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


PARK = _polygon(_square(*KENTISH_TOWN, 0.01))
PARK_FEATURE = {"type": "Feature", "properties": {}, "geometry": PARK}


@pytest.mark.parametrize(
    "drawn",
    [PARK, PARK_FEATURE, {"type": "FeatureCollection", "features": [PARK_FEATURE]}],
    ids=["geometry", "feature", "collection of one"],
)
def test_a_drawn_polygon_comes_out_on_the_grid(drawn):
    polygon = read_drawn_shape(drawn)
    # 0.01 degrees at this latitude: 694 m east and 1,113 m north.
    assert polygon.area == pytest.approx(694 * 1_113, rel=0.01)
    assert shapely.get_coordinates(polygon)[0] == pytest.approx((528727.4, 184530.7), abs=0.1)


def test_a_height_is_dropped():
    ring = [[lon, lat, 30.0] for lon, lat in _square(*KENTISH_TOWN, 0.01)]
    assert not read_drawn_shape({"type": "Polygon", "coordinates": [ring]}).has_z


def test_500_corners_are_taken_and_501_refused():
    assert len(read_drawn_shape(_polygon(_around(500))).exterior.coords) == 501
    with pytest.raises(ShapeRefused, match="more than 500 corners"):
        read_drawn_shape(_polygon(_around(501)))


# States of W-06 and their like: drawn, reason, words that help.
REFUSALS = [
    ("100,000 corners", _polygon(_around(100_000)), "too-many-points", "Draw it more simply"),
    ("star of 199", _polygon(_around(199, step=98)), "crosses-itself", "without crossing"),
    (
        "bow-tie",
        _polygon([(0, 51), (0.1, 51.1), (0.1, 51), (0, 51.1), (0, 51)]),
        "crosses-itself",
        "one line",
    ),
    ("whole country", _polygon(_square(-5, 50.5, 5)), "too-large", "council"),
    ("whole country and sea", _polygon(_square(-12, 48, 14)), "too-large", "council"),
    ("21 km square", _polygon(_square(-1.5, 52, 0.25)), "too-large", "400 km²"),
    ("no area", _polygon([(-0.1, 51), (-0.2, 51), (-0.1, 51)]), "too-few-points", "three"),
    (
        "a line there and back",
        _polygon([(-0.1, 51), (-0.2, 51), (-0.3, 51), (-0.1, 51)]),
        "crosses-itself",
        "again",
    ),
    ("50 m square", _polygon(_square(-0.1, 51.5, 0.0005)), "too-small", "1 hectare"),
    ("hole", _polygon(_square(0, 51, 0.1), _square(0.03, 51.03, 0.01)), "has-holes", "outline only"),
    (
        "antimeridian",
        _polygon([(179.99, 51), (-179.99, 51), (-179.99, 51.01), (179.99, 51)]),
        "too-large",
        "smaller",
    ),
    ("Paris", _polygon(_square(2.3, 48.8, 0.01)), "outside-great-britain", "England, Scotland or Wales"),
    ("Belfast", _polygon(_square(-5.93, 54.6, 0.01)), "outside-great-britain", "England, Scotland or Wales"),
    (
        "far out at sea",
        _polygon(_square(-8.9, 60.9, 0.01)),
        "outside-great-britain",
        "England, Scotland or Wales",
    ),
    (
        "swapped",
        _polygon([(y, x) for x, y in _square(-0.1, 51.5, 0.01)]),
        "swapped-coordinates",
        "Longitude comes",
    ),
    ("NaN", _polygon([(math.nan, 51), (0.1, 51), (0.1, 51.1), (math.nan, 51)]), "bad-coordinate", "WGS84"),
    ("infinity", _polygon([(math.inf, 51), (0.1, 51), (0.1, 51.1), (0, 51)]), "bad-coordinate", "WGS84"),
    ("grid metres", _polygon(_square(528_729, 184_526, 1_000)), "bad-coordinate", "WGS84"),
    ("huge number", _polygon([(10**400, 51)] * 4), "bad-coordinate", "WGS84"),
    ("text", _polygon([("0", "51")] * 4), "bad-coordinate", "WGS84"),
    ("truth", _polygon([(True, 51)] * 4), "bad-coordinate", "WGS84"),
    ("one number", {"type": "Polygon", "coordinates": [[[1], [2], [3], [1]]]}, "bad-coordinate", "WGS84"),
    ("open ring", _polygon(_square(-0.1, 51.5, 0.01)[:-1]), "not-closed", "same as its first"),
    ("empty ring", _polygon([]), "too-few-points", "three"),
    ("nested 10,000 deep", {"type": "Polygon", "coordinates": _nested(10_000)}, "bad-coordinate", "WGS84"),
    ("nested corner", {"type": "Polygon", "coordinates": [[_nested(10_000)] * 4]}, "bad-coordinate", "WGS84"),
    (
        "1,000 polygons",
        {"type": "FeatureCollection", "features": [PARK_FEATURE] * 1_000},
        "not-one-shape",
        "one shape",
    ),
    ("no polygons", {"type": "FeatureCollection", "features": []}, "not-one-shape", "one shape"),
    (
        "multipolygon",
        {"type": "MultiPolygon", "coordinates": [PARK["coordinates"]]},
        "not-a-polygon",
        "single polygon",
    ),
    ("point", {"type": "Point", "coordinates": [0, 51]}, "not-a-polygon", "single polygon"),
    (
        "collection in a feature",
        {"type": "Feature", "geometry": PARK_FEATURE},
        "not-a-polygon",
        "single polygon",
    ),
    (
        "feature without geometry",
        {"type": "Feature", "geometry": None},
        "not-geojson",
        "upload a GeoJSON polygon",
    ),
    ("polygon without coordinates", {"type": "Polygon"}, "not-geojson", "upload a GeoJSON polygon"),
    ("nothing", None, "not-geojson", "upload a GeoJSON polygon"),
    ("list", [PARK], "not-geojson", "upload a GeoJSON polygon"),
    ("words", "a park", "not-geojson", "upload a GeoJSON polygon"),
]


@pytest.mark.fault("W-06")
@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    ("drawn", "reason", "words"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_a_shape_that_cannot_be_watched_is_refused_with_what_to_do(drawn, reason, words):
    with pytest.raises(ShapeRefused, match=words) as refused:
        read_drawn_shape(drawn)
    assert refused.value.reason is ShapeReason(reason)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
positions = st.tuples(st.floats(-0.3, 0.1), st.floats(51.3, 51.7)).map(list)
rings = st.lists(positions, min_size=0, max_size=12).map(lambda ring: ring + ring[:1])
polygons = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection"]),
        "coordinates": st.lists(rings | json_values, max_size=2) | json_values,
        "geometry": json_values,
        "features": json_values,
    }
)
outlines = st.lists(rings, min_size=1, max_size=1).map(lambda ring: {"type": "Polygon", "coordinates": ring})


@pytest.mark.fault("W-07")
@settings(max_examples=1_000)
@given(json_values | polygons | outlines)
def test_any_json_value_is_a_valid_polygon_or_a_refusal(value):
    with contextlib.suppress(ShapeRefused):
        polygon = read_drawn_shape(value)
        assert polygon.is_valid
        assert 10_000 <= polygon.area <= 400_000_000


def test_a_circle_is_a_point_and_a_radius():
    area = circle(-0.11992557, 51.48936565, 800)
    assert area.core.geom_type == "Point"
    assert (area.core.x, area.core.y) == pytest.approx((530_624.974, 178_388.464), abs=0.01)
    assert area.margin_m == 800


@pytest.mark.parametrize("radius_m", [-1, 5_001, math.nan, math.inf])
def test_a_radius_beyond_the_limits_is_refused(radius_m):
    with pytest.raises(ShapeRefused, match="from 0 to 5,000 metres") as refused:
        circle(*KENTISH_TOWN, radius_m)
    assert refused.value.reason is ShapeReason.BAD_RADIUS


@pytest.mark.parametrize(
    ("lon", "lat"), [(51.5, -0.1), (math.nan, 51), (2.3, 48.8), (-5.93, 54.6), (-8.9, 60.9)]
)
def test_a_circle_outside_britain_is_refused(lon, lat):
    with pytest.raises(ShapeRefused) as refused:
        circle(lon, lat, 500)
    assert refused.value.reason is ShapeReason.OUTSIDE_GREAT_BRITAIN
