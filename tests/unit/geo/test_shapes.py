"""What people draw: what is taken, what is refused and with what words."""

import contextlib
import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.drawn.geojson import drawing_of
from geo.errors import ShapeReason, ShapeRefused
from geo.shapes import area_of, circle, read_drawn_shape
from tests.work import seconds_of_work

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


def _refusal(drawn):
    with pytest.raises(ShapeRefused) as refused:
        read_drawn_shape(drawn)
    return refused.value


PARK = _polygon(_square(*KENTISH_TOWN, 0.01))


def _collection(*geometries):
    features = [
        each if each["type"] == "Feature" else {"type": "Feature", "geometry": each} for each in geometries
    ]
    return {"type": "FeatureCollection", "features": features}


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
    with pytest.raises(ShapeRefused, match="too-many-points"):
        read_drawn_shape(_polygon(_around(501)))


# States of W-06 and their like: drawn and reason.
REFUSALS = [
    ("100,000 corners", _polygon(_around(100_000)), "too-many-points"),
    ("star of 199", _polygon(_around(199, step=98)), "crosses-itself"),
    ("bow-tie", _polygon([(0, 51), (0.1, 51.1), (0.1, 51), (0, 51.1), (0, 51)]), "crosses-itself"),
    ("whole country", _polygon(_square(-5, 50.5, 5)), "too-large"),
    ("whole country and sea", _polygon(_square(-12, 48, 14)), "too-large"),
    ("21 km square", _polygon(_square(-1.5, 52, 0.25)), "too-large"),
    ("no area", _polygon([(-0.1, 51), (-0.2, 51), (-0.1, 51)]), "too-few-points"),
    ("a line there and back", _polygon([(-0.1, 51), (-0.2, 51), (-0.3, 51), (-0.1, 51)]), "crosses-itself"),
    ("50 m square", _polygon(_square(-0.1, 51.5, 0.0005)), "too-small"),
    ("hole", _polygon(_square(0, 51, 0.1), _square(0.03, 51.03, 0.01)), "has-holes"),
    (
        "antimeridian",
        _polygon([(179.99, 51), (-179.99, 51), (-179.99, 51.01), (179.99, 51)]),
        "outside-great-britain",
    ),
    ("Paris", _polygon(_square(2.3, 48.8, 0.01)), "outside-great-britain"),
    ("Belfast", _polygon(_square(-5.93, 54.6, 0.01)), "northern-ireland"),
    ("Dublin", _polygon(_square(-6.26, 53.3, 0.01)), "outside-great-britain"),
    ("far out at sea", _polygon(_square(-8.9, 60.9, 0.01)), "outside-great-britain"),
    ("swapped", _polygon([(y, x) for x, y in _square(-0.1, 51.5, 0.01)]), "swapped-coordinates"),
    ("NaN", _polygon([(math.nan, 51), (0.1, 51), (0.1, 51.1), (math.nan, 51)]), "bad-coordinate"),
    ("infinity", _polygon([(math.inf, 51), (0.1, 51), (0.1, 51.1), (0, 51)]), "bad-coordinate"),
    ("grid metres", _polygon(_square(528_729, 184_526, 1_000)), "bad-coordinate"),
    ("huge number", _polygon([(10**400, 51)] * 4), "bad-coordinate"),
    ("text", _polygon([("0", "51")] * 4), "bad-coordinate"),
    ("truth", _polygon([(True, 51)] * 4), "bad-coordinate"),
    ("one number", {"type": "Polygon", "coordinates": [[[1], [2], [3], [1]]]}, "bad-coordinate"),
    ("open ring", _polygon(_square(-0.1, 51.5, 0.01)[:-1]), "not-closed"),
    ("empty ring", _polygon([]), "too-few-points"),
    ("nested 10,000 deep", {"type": "Polygon", "coordinates": _nested(10_000)}, "bad-coordinate"),
    ("nested corner", {"type": "Polygon", "coordinates": [[_nested(10_000)] * 4]}, "bad-coordinate"),
    ("1,000 polygons", _collection(*[PARK_FEATURE] * 1_000), "too-many-shapes"),
    (
        "1,000 in one",
        {"type": "MultiPolygon", "coordinates": [PARK["coordinates"]] * 1_000},
        "too-many-shapes",
    ),
    ("two of 300 corners", _collection(_polygon(_around(300)), _polygon(_around(300))), "too-many-points"),
    ("no polygons", _collection(), "not-a-polygon"),
    ("point", {"type": "Point", "coordinates": [0, 51]}, "not-a-polygon"),
    ("open line", {"type": "LineString", "coordinates": [[0, 51], [0.1, 51], [0.1, 51.1]]}, "open-line"),
    ("collection in a feature", {"type": "Feature", "geometry": PARK_FEATURE}, "not-a-polygon"),
    ("feature without geometry", {"type": "Feature", "geometry": None}, "not-geojson"),
    ("polygon without coordinates", {"type": "Polygon"}, "not-geojson"),
    ("nothing", None, "not-geojson"),
    ("list", [PARK], "not-geojson"),
    ("words", "a park", "not-geojson"),
]


@pytest.mark.fault("W-06")
@pytest.mark.parametrize(("drawn", "reason"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_a_shape_that_cannot_be_watched_is_refused_within_a_tenth_of_a_second(drawn, reason):
    assert seconds_of_work(lambda: _refusal(drawn)) < 0.1
    assert _refusal(drawn).reason is ShapeReason(reason)


def test_several_polygons_are_watched_as_one():
    apart = _polygon(_square(-0.145, 51.555, 0.01))
    beside = _polygon(_square(-0.135, 51.545, 0.01))
    whole = read_drawn_shape(_collection(PARK, apart, beside))
    assert whole.area == pytest.approx(3 * 694 * 1_113, rel=0.01)
    assert whole.is_valid


def test_combs_laid_across_each_other_do_not_grow_beyond_bounds():
    """The union of two shapes has as many corners as their edges have crossings."""
    teeth = [(-0.2 + 0.001 * (n // 2), 51.5 + 0.1 * (n % 4 in (1, 2))) for n in range(240)]
    upright = [*teeth, (-0.08, 51.49), (-0.2, 51.49), teeth[0]]
    lying = [(-0.2 + 1.2 * (lat - 51.5), 51.5 + 0.8 * (lon + 0.2)) for lon, lat in upright]
    combs = _collection(_polygon(upright), _polygon(lying))
    assert seconds_of_work(lambda: _refusal(combs)) < 0.1
    assert _refusal(combs).reason is ShapeReason.TOO_TANGLED


def test_where_an_outline_crosses_itself_is_said():
    bow_tie = _polygon([(0, 51), (0.1, 51.1), (0.1, 51), (0, 51.1), (0, 51)])
    assert _refusal(bow_tie).near == pytest.approx((0.05, 51.05))


def test_of_a_bow_tie_nothing_is_offered():
    assert _refusal(_polygon([(0, 51), (0.1, 51.1), (0.1, 51), (0, 51.1), (0, 51)])).offer is None


def test_a_square_with_a_slip_of_the_hand_is_offered_without_it():
    slip = [
        (0, 51),
        (0.01, 51),
        (0.01, 51.01),
        (0.0101, 51.0101),
        (0.0101, 51.01),
        (0.0099, 51.0101),
        (0, 51.01),
        (0, 51),
    ]
    offer = _refusal(_polygon(slip)).offer
    assert read_drawn_shape(offer).area == pytest.approx(702 * 1_113, rel=0.01)


def test_of_a_line_there_and_back_no_sliver_is_offered():
    assert _refusal(_polygon([(-0.1, 51), (-0.2, 51), (-0.3, 51), (-0.1, 51)])).offer is None


@pytest.mark.parametrize(
    "drawn",
    [
        _polygon([(y, x) for x, y in _square(*KENTISH_TOWN, 0.01)]),
        _polygon(_square(*KENTISH_TOWN, 0.01)[:-1]),
    ],
    ids=["swapped", "open"],
)
def test_what_was_clearly_meant_is_offered(drawn):
    assert read_drawn_shape(_refusal(drawn).offer).equals(read_drawn_shape(PARK))


def test_of_a_shape_that_is_too_large_the_bounds_are_told():
    assert _refusal(_polygon(_square(-5, 50.5, 5))).bounds == (-5, 50.5, 0, 55.5)


def test_a_line_is_watched_to_either_side():
    line = drawing_of({"type": "LineString", "coordinates": [[-0.145, 51.545], [-0.135, 51.545]]})
    area = area_of(line, 50)
    assert area.margin_m == 50
    assert area.core.length == pytest.approx(694, rel=0.01)


@pytest.mark.parametrize(
    ("line", "metres", "reason"),
    [
        ([[-0.145, 51.545], [-0.135, 51.545]], 0, "bad-radius"),
        ([[-0.145, 51.545], [-0.135, 51.545]], 5_001, "bad-radius"),
        ([[-0.145, 51.545], [-0.145, 51.545]], 50, "too-few-points"),
        ([[-0.145, 51.545], [2.3, 48.8]], 50, "outside-great-britain"),
        ([[-2.0, 51.545], [-0.1, 51.545]], 5_000, "too-large"),
    ],
)
def test_a_line_that_cannot_be_watched_is_refused(line, metres, reason):
    with pytest.raises(ShapeRefused, match=reason):
        area_of(drawing_of({"type": "LineString", "coordinates": line}), metres)


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
@settings(max_examples=400, deadline=None)
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
    with pytest.raises(ShapeRefused, match="bad-radius") as refused:
        circle(*KENTISH_TOWN, radius_m)
    assert refused.value.reason is ShapeReason.BAD_RADIUS


@pytest.mark.parametrize(
    ("lon", "lat"), [(51.5, -0.1), (math.nan, 51), (2.3, 48.8), (-5.93, 54.6), (-8.9, 60.9)]
)
def test_a_circle_outside_britain_is_refused(lon, lat):
    with pytest.raises(ShapeRefused) as refused:
        circle(lon, lat, 500)
    assert refused.value.reason is ShapeReason.OUTSIDE_GREAT_BRITAIN
