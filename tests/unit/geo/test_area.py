"""The one rule of what lies in a watch area."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.area import Area, area_from_wkb, compass_direction, distance_m, points_touching, touches
from geo.grid import geometry_to_grid
from geo.shapes import circle

WARD = Area(shapely.box(0, 0, 1_000, 1_000), 0)
NEXT_WARD = Area(shapely.box(1_000, 0, 2_000, 1_000), 0)
ROUND = Area(shapely.Point(0, 0), 500)
NEAR_A_CELL = Area(shapely.box(0, 0, 60, 40), 100)


def test_500_metres_means_500_metres():
    centre = (-0.145, 51.545)
    area = circle(*centre, 500)
    # 499 m and 502 m from the centre on the ellipsoid, by Vincenty's formula: north, east, south, west.
    inside = [
        (-0.145, 51.54948504),
        (-0.13780693, 51.54499978),
        (-0.145, 51.54051496),
        (-0.15219307, 51.54499978),
    ]
    outside = [
        (-0.145, 51.54951201),
        (-0.13776368, 51.54499978),
        (-0.145, 51.54048799),
        (-0.15223632, 51.54499978),
    ]
    assert [touches(area, geometry_to_grid(shapely.Point(place))) for place in inside] == [True] * 4
    assert [touches(area, geometry_to_grid(shapely.Point(place))) for place in outside] == [False] * 4


def test_the_corner_of_the_square_round_a_circle_is_outside():
    # 706 m to the north-east: within the box of 500 m, not within 500 m.
    corner = geometry_to_grid(shapely.Point(-0.13780199, 51.54948745))
    assert not touches(circle(-0.145, 51.545, 500), corner)


@pytest.mark.fault("G-06")
@pytest.mark.parametrize(
    ("area", "on_edge"),
    [(WARD, (1_000, 500)), (ROUND, (500, 0)), (ROUND, (300, 400)), (NEAR_A_CELL, (160, 20))],
)
def test_the_edge_is_inside(area, on_edge):
    assert touches(area, shapely.Point(on_edge))


@pytest.mark.fault("G-06")
@pytest.mark.parametrize("radius_m", [0, 1, 100, 500, 5_000])
@pytest.mark.parametrize(("beyond_m", "expected"), [(-0.05, True), (0.05, True), (0.15, False)])
def test_a_tenth_of_a_metre_beyond_the_edge_is_still_inside(radius_m, beyond_m, expected):
    site = shapely.Point(400_000 + radius_m + beyond_m, 300_000)
    assert touches(Area(shapely.Point(400_000, 300_000), radius_m), site) is expected


@pytest.mark.fault("G-06")
def test_a_site_on_a_shared_edge_is_in_both_wards():
    site = shapely.Point(1_000, 500)
    assert touches(WARD, site)
    assert touches(NEXT_WARD, site)


def test_a_large_site_is_in_where_any_part_of_it_is():
    site = shapely.box(150, 0, 900, 900)
    assert distance_m(NEAR_A_CELL, site) == 90
    assert touches(NEAR_A_CELL, site)


def test_a_site_within_the_core_is_at_no_distance():
    assert distance_m(WARD, shapely.Point(10, 10)) == 0


def test_a_site_that_is_nowhere_is_in_no_area():
    assert not touches(WARD, shapely.Point())


@pytest.mark.parametrize("margin_m", [-1, float("nan"), float("inf")])
def test_a_margin_is_a_distance(margin_m):
    with pytest.raises(ValueError, match="distance in metres"):
        Area(shapely.Point(0, 0), margin_m)


def test_an_area_is_somewhere():
    with pytest.raises(ValueError, match="somewhere"):
        Area(shapely.Polygon(), 0)


def test_an_area_survives_storage():
    assert area_from_wkb(NEAR_A_CELL.to_wkb(), 100) == NEAR_A_CELL


def test_bounds_hold_all_that_can_touch():
    assert NEAR_A_CELL.bounds == pytest.approx((-100.1, -100.1, 160.1, 140.1))


@pytest.mark.parametrize(
    ("to", "wind"),
    [
        ((0, 9), "north"),
        ((9, 9), "north-east"),
        ((9, 0), "east"),
        ((9, -9), "south-east"),
        ((0, -9), "south"),
        ((-9, -9), "south-west"),
        ((-9, 0), "west"),
        ((-9, 9), "north-west"),
        ((1, 9), "north"),
        ((-1, 9), "north"),
        ((0, 0), ""),
    ],
)
def test_the_wind_is_where_the_site_lies_from_the_person(to, wind):
    assert compass_direction(shapely.Point(0, 0), shapely.Point(to)) == wind


def test_the_wind_is_between_middles():
    assert compass_direction(shapely.box(0, 0, 10, 10), shapely.box(-5, 50, 15, 60)) == "north"


coordinates = st.floats(-5_000, 5_000)


@given(coordinates, coordinates, coordinates, coordinates, st.floats(0, 5_000))
def test_a_margin_is_the_same_both_ways(x1, y1, x2, y2, margin_m):
    one, other = shapely.Point(x1, y1), shapely.Point(x2, y2)
    assert touches(Area(one, margin_m), other) == touches(Area(other, margin_m), one)


WITH_A_HOLE = Area(shapely.box(0, 0, 100, 100) - shapely.box(40, 40, 60, 60), 0)
IN_TWO_PARTS = Area(shapely.MultiPolygon([shapely.box(0, 0, 50, 50), shapely.box(80, 0, 99.5, 50)]), 7.5)
near_an_edge = st.sampled_from(
    [edge + by for edge in (0, 40, 50, 60, 80, 100) for by in (-0.2, -0.1, -0.05, 0, 0.1, 0.2)]
)
places = st.lists(st.tuples(*[st.floats(-50, 150) | near_an_edge] * 2), max_size=20)


@pytest.mark.parametrize("area", [WITH_A_HOLE, IN_TWO_PARTS, NEAR_A_CELL, Area(shapely.Point(50, 50), 40)])
@given(places)
def test_of_many_points_those_lie_in_an_area_that_do_one_by_one(area, points):
    columns = np.array(points, dtype=float).reshape(-1, 2).T
    assert points_touching(area, *columns).tolist() == [touches(area, shapely.Point(each)) for each in points]
