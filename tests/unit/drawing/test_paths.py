"""Geometry as path data."""

import pytest
from shapely import LineString, Point, Polygon, box

from alerts.drawing.frame import Frame
from alerts.drawing.paths import edges, path_of

# 100 × 80 px of ten metres each; the north-west corner is at 1,000 E, 2,000 N.
FRAME = Frame(west=1_000, north=2_000, metres_per_px=10, width_px=100, height_px=80)


@pytest.mark.parametrize(
    ("geometry", "path"),
    [
        pytest.param(box(1_100, 1_500, 1_200, 1_900), "M20 50l0-40l-10 0l0 40z", id="a square"),
        pytest.param(LineString([(1_000, 2_000), (1_055, 1_944)]), "M0 0l5.5 5.6", id="a line"),
        pytest.param(box(9_000, 9_000, 9_100, 9_100), "", id="beyond the map"),
        pytest.param(LineString([(1_100, 1_900), (1_100.1, 1_900.1)]), "", id="too small to be seen"),
        pytest.param(Point(1_100, 1_900), "", id="a point has no path"),
    ],
)
def test_north_is_up_and_places_are_rounded_to_a_tenth_of_a_pixel(geometry, path):
    assert path_of(geometry, FRAME) == path


def test_a_hole_is_a_ring_of_its_own():
    ring = box(1_100, 1_500, 1_500, 1_900).difference(box(1_200, 1_600, 1_300, 1_700))
    assert path_of(ring, FRAME).count("z") == 2


def test_what_reaches_beyond_the_map_is_cut_beyond_its_edge():
    assert path_of(LineString([(0, 1_900), (9_000, 1_900)]), FRAME) == "M-8 10l116 0"


def test_a_line_of_very_many_corners_is_drawn_more_coarsely():
    wild = LineString([(1_000 + each / 10, 1_500 + 300 * (each % 2)) for each in range(10_000)])
    assert path_of(wild, FRAME, most_vertices=50).count("l") <= 50


def test_a_line_between_neighbours_is_drawn_once():
    neighbours = [box(1_000, 1_000, 1_100, 1_100), box(1_100, 1_000, 1_200, 1_100)]
    assert edges(neighbours).length == 700


def test_lines_between_other_shapes_are_kept_too():
    triangle = Polygon([(0, 0), (3, 0), (0, 4)])
    assert edges([triangle]).length == 12
