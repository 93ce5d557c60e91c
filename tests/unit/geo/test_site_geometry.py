"""A feed's boundary, in the forms that feeds give it."""

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.site_geometry import NoBoundary, SiteNote, read_site_geometry
from geo.sites import NoPlace, PlaceNote

PLOT = [[-0.1450, 51.5450], [-0.1446, 51.5450], [-0.1446, 51.5453], [-0.1450, 51.5453], [-0.1450, 51.5450]]
NEXT_PLOT = [[lon + 0.001, lat] for lon, lat in PLOT]
GRID_PLOT = [
    [528727.4, 184530.7],
    [528755.1, 184531.4],
    [528754.3, 184564.7],
    [528726.5, 184564.0],
    [528727.4, 184530.7],
]
# 0.0004 degrees by 0.0003 at this latitude: 27.8 m by 33.4 m.
PLOT_AREA_M2 = pytest.approx(926, rel=0.01)


def _polygon(*rings, kind="Polygon"):
    return {"type": kind, "coordinates": list(rings)}


def _star(corners):
    step = corners // 2 - 1
    angles = [2 * math.pi * (corner * step % corners) / corners for corner in range(corners)]
    ring = [[-0.145 + 0.01 * math.sin(angle), 51.545 + 0.01 * math.cos(angle)] for angle in angles]
    return [*ring, ring[0]]


@pytest.mark.parametrize(
    "geojson",
    [
        _polygon(PLOT),
        _polygon(PLOT, kind="polygon"),
        _polygon(PLOT, kind="POLYGON"),
        _polygon([PLOT], kind="MultiPolygon"),
        {"type": "Feature", "geometry": _polygon(PLOT)},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": _polygon(PLOT)}]},
        {
            "type": "geometrycollection",
            "geometries": [_polygon(PLOT), {"type": "Point", "coordinates": [0, 51]}],
        },
        _polygon([[*position, 0.0] for position in PLOT]),
        _polygon(PLOT[:-1]),
        _polygon([[str(lon), str(lat)] for lon, lat in PLOT]),
        _polygon(GRID_PLOT),
        _polygon([[lat, lon] for lon, lat in PLOT]),
    ],
    ids=[
        "polygon",
        "lower case",
        "capitals",
        "multipolygon of one",
        "feature",
        "feature collection",
        "collection with a point",
        "3D",
        "unclosed",
        "text",
        "grid metres",
        "swapped",
    ],
)
@pytest.mark.fault("G-05")
def test_a_plot_is_the_same_plot_however_it_is_written(geojson):
    reading = read_site_geometry(geojson)
    assert reading.reason is None
    assert reading.geometry.geom_type == "Polygon"
    assert reading.geometry.area == PLOT_AREA_M2
    assert (reading.geometry.centroid.x, reading.geometry.centroid.y) == pytest.approx(
        (528_740.8, 184_547.7), abs=0.5
    )
    assert not reading.geometry.has_z


@pytest.mark.parametrize(
    ("geojson", "note"),
    [
        (_polygon([[lat, lon] for lon, lat in PLOT]), PlaceNote.SWAPPED),
        (_polygon(GRID_PLOT), PlaceNote.READ_AS_GRID),
    ],
)
def test_what_was_done_to_read_it_is_noted(geojson, note):
    assert read_site_geometry(geojson).notes == (note,)


def test_two_plots_are_one_boundary():
    reading = read_site_geometry(_polygon([PLOT], [NEXT_PLOT], kind="MultiPolygon"))
    assert reading.geometry.geom_type == "MultiPolygon"
    assert reading.geometry.area == pytest.approx(2 * 926, rel=0.01)


def test_a_courtyard_is_no_part_of_the_site():
    yard = [[-0.1449, 51.5451], [-0.1447, 51.5451], [-0.1447, 51.5452], [-0.1449, 51.5451]]
    reading = read_site_geometry(_polygon(PLOT, yard))
    assert len(reading.geometry.interiors) == 1


@pytest.mark.fault("G-05")
def test_a_bow_tie_is_repaired_and_noted():
    reading = read_site_geometry(_polygon([PLOT[0], PLOT[2], PLOT[1], PLOT[3], PLOT[0]]))
    assert reading.geometry.is_valid
    assert reading.geometry.area == pytest.approx(926 / 2, rel=0.01)
    assert reading.notes == (SiteNote.REPAIRED,)


@pytest.mark.fault("G-05")
@pytest.mark.parametrize(
    ("geojson", "reason"),
    [
        (_polygon(_star(200)), NoBoundary.INVALID),
        (_polygon(_star(9_999)), NoBoundary.INVALID),
        (_polygon([PLOT[0]] * 4), NoBoundary.INVALID),
        (_polygon([PLOT[0], PLOT[1], PLOT[0], PLOT[1], PLOT[0]]), NoBoundary.INVALID),
        (_polygon(PLOT * 2_001), NoBoundary.TOO_MANY_VERTICES),
        (_polygon([0] * 1_000_000), NoBoundary.TOO_MANY_VERTICES),
        (_polygon(), NoBoundary.EMPTY),
        (_polygon([]), NoBoundary.EMPTY),
        ({"type": "GeometryCollection", "geometries": []}, NoBoundary.EMPTY),
        ({"type": "Point", "coordinates": [-0.145, 51.545]}, NoBoundary.EMPTY),
        ({"type": "FeatureCollection", "features": []}, NoBoundary.EMPTY),
        (None, NoBoundary.MALFORMED),
        ("POLYGON EMPTY", NoBoundary.MALFORMED),
        ({}, NoBoundary.MALFORMED),
        ({"type": "Polygon"}, NoBoundary.MALFORMED),
        ({"type": "Feature", "geometry": None}, NoBoundary.MALFORMED),
        (_polygon(PLOT[:2]), NoBoundary.MALFORMED),
        (_polygon([[1]] * 4), NoBoundary.MALFORMED),
        (_polygon([["n/a", None]] * 4), NoBoundary.MALFORMED),
        (_polygon([[10**400, 1]] * 4), NoBoundary.MALFORMED),
        (_polygon([[math.nan, 51.5]] * 4), NoPlace.NOT_A_NUMBER),
        (_polygon([[0, 0], *PLOT]), NoPlace.NULL_ISLAND),
        (_polygon([[528_729, 184_526], *PLOT]), NoPlace.NEITHER_DEGREES_NOR_GRID),
        (_polygon([[2.35, 48.85], *PLOT]), NoPlace.OUTSIDE_GREAT_BRITAIN),
    ],
)
@pytest.mark.timeout(5)
def test_what_is_no_boundary_is_dropped_with_the_reason(geojson, reason):
    reading = read_site_geometry(geojson)
    assert (reading.geometry, reading.reason) == (None, reason)


@pytest.mark.fault("G-05")
def test_a_hole_outside_its_plot_is_taken_as_land_rather_than_lost():
    reading = read_site_geometry(_polygon(PLOT, NEXT_PLOT))
    assert reading.geometry.is_valid
    assert reading.geometry.area == pytest.approx(2 * 926, rel=0.01)


def test_collections_within_collections_are_read_to_any_depth():
    geojson = _polygon(PLOT)
    for _ in range(9_000):
        geojson = {"type": "GeometryCollection", "geometries": [geojson]}
    assert read_site_geometry(geojson).geometry.area == PLOT_AREA_M2


numbers = st.floats(-0.15, -0.13) | st.floats(51.5, 51.6) | st.floats() | st.none() | st.text(max_size=3)
rings = st.lists(
    st.lists(numbers, max_size=3) | st.tuples(st.floats(-0.2, 0), st.floats(51.5, 51.6)).map(list)
)
geometries = st.recursive(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["Polygon", "point", "x"]), "coordinates": st.lists(rings, max_size=3)}
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": st.just("GeometryCollection"), "geometries": st.lists(inner, max_size=3)}
    ),
    max_leaves=5,
)


@pytest.mark.fault("G-05")
@settings(max_examples=500)
@given(geometries)
def test_whatever_comes_is_a_valid_boundary_or_a_reason(geojson):
    reading = read_site_geometry(geojson)
    assert (reading.geometry is None) == (reading.reason is not None)
    if reading.geometry is not None:
        assert shapely.is_valid(reading.geometry)
        assert reading.geometry.area > 0
