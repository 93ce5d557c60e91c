"""Several areas as one: whatever touched one of them touches the whole."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geo.area import Area, touches
from geo.joined import joined

HERE = (528_721, 185_525)


def _square(east, north, side, margin):
    return Area(box(HERE[0] + east, HERE[1] + north, HERE[0] + east + side, HERE[1] + north + side), margin)


def test_polygons_of_one_distance_keep_it():
    whole = joined([_square(0, 0, 100, 50.0), _square(100, 0, 100, 50.0)])
    assert whole.margin_m == 50
    assert whole.core.equals(box(HERE[0], HERE[1], HERE[0] + 200, HERE[1] + 100))


def test_of_different_distances_the_smallest_stays_and_the_others_are_grown():
    whole = joined([_square(0, 0, 100, 0.0), _square(1_000, 0, 100, 300.0)])
    assert whole.margin_m == 0
    assert touches(whole, Point(HERE[0] + 1_000 - 299.9, HERE[1] + 50))
    assert not touches(whole, Point(HERE[0] + 1_000 - 310, HERE[1] + 50))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    Point(HERE),
                    box(HERE[0], HERE[1], HERE[0] + 80, HERE[1] + 500),
                    LineString([HERE, (HERE[0] + 400, HERE[1] + 90)]),
                ]
            ),
            st.floats(0, 5_000),
        ),
        min_size=2,
        max_size=4,
    ),
    st.integers(0, 3),
    st.floats(0, 2 * math.pi),
)
def test_nothing_that_touched_one_area_is_lost(given_areas, number, angle):
    areas = [Area(core, margin) for core, margin in given_areas if margin >= 1 or core.area]
    if not areas:
        return
    area = areas[number % len(areas)]
    on_the_edge = area.core.centroid.buffer(1).exterior.interpolate(angle / (2 * math.pi), normalized=True)
    reach = LineString(
        [
            area.core.centroid,
            (
                area.core.centroid.x + (on_the_edge.x - area.core.centroid.x) * 9_000,
                area.core.centroid.y + (on_the_edge.y - area.core.centroid.y) * 9_000,
            ),
        ]
    )
    far = [Point(each) for each in reach.segmentize(25).coords]
    inside = [site for site in far if touches(area, site)]
    whole = joined(areas)
    assert all(touches(whole, site) for site in inside)


def test_a_point_and_a_polygon_are_one_polygon():
    whole = joined([Area(Point(HERE), 100.0), _square(50, 0, 100, 100.0)])
    assert (whole.core.geom_type, whole.margin_m) == ("Polygon", 0)


@pytest.mark.parametrize("margin", [100.0, 5_000.0])
def test_a_joined_circle_tells_hardly_more_than_the_circle(margin):
    whole = joined([Area(Point(HERE), margin), Area(Point(HERE[0] + 1, HERE[1]), margin)])
    assert whole.core.area < math.pi * (margin * 1.012 + 1) ** 2
