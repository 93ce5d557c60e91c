"""The cell of one point against the diagram of all."""

import numpy as np
import pytest
import shapely

from geo.cells import CAP_M, cell_at


def _all_of(points):
    packed = np.array(points, dtype=np.int32).reshape(-1, 2)
    return lambda easting, northing, radius_m: packed


def _diagram_cell(points, position):
    diagram = shapely.voronoi_polygons(
        shapely.MultiPoint(points), ordered=True, extend_to=shapely.box(-9_000, -9_000, 19_000, 19_000)
    )
    angles = np.linspace(0, 2 * np.pi, 65)[:-1]
    disc = shapely.Polygon(
        np.array(points[position]) + CAP_M * np.column_stack((np.cos(angles), np.sin(angles)))
    )
    return diagram.geoms[position].intersection(disc)


def test_a_lonely_point_has_the_whole_disc():
    cell = cell_at(5_000, 5_000, _all_of([(5_000, 5_000)]))
    assert cell.bounds == pytest.approx((4_000, 4_000, 6_000, 6_000))
    assert len(cell.exterior.coords) == 65


def test_a_neighbour_takes_the_half_beyond_the_middle():
    cell = cell_at(0, 0, _all_of([(0, 0), (100, 0)]))
    assert cell.bounds == pytest.approx((-1_000, -1_000, 50, 1_000), abs=0.01)


def test_four_neighbours_make_a_square():
    points = [(0, 0), (100, 0), (-100, 0), (0, 100), (0, -100)]
    cell = cell_at(0, 0, _all_of(points))
    assert cell.symmetric_difference(shapely.box(-50, -50, 50, 50)).area < 1e-6


def test_a_neighbour_too_far_to_matter_cuts_nothing():
    alone = cell_at(0, 0, _all_of([(0, 0)]))
    assert cell_at(0, 0, _all_of([(0, 0), (2_001, 0)])).equals(alone)


def test_postcodes_on_one_point_share_one_cell():
    once = cell_at(0, 0, _all_of([(0, 0), (100, 0)]))
    assert cell_at(0, 0, _all_of([(0, 0), (0, 0), (100, 0), (100, 0)])).equals(once)


def test_a_place_between_postcodes_has_the_cell_it_would_have():
    assert cell_at(50, 0, _all_of([(0, 0), (100, 0)])).bounds[::2] == (25, 75)


@pytest.mark.parametrize("spread_m", [300, 2_000, 10_000])
def test_cells_are_those_of_the_whole_diagram(spread_m):
    rng = np.random.default_rng(spread_m)
    points = sorted({(int(x), int(y)) for x, y in rng.integers(0, spread_m, (300, 2))})
    for position in range(0, len(points), 5):
        lazy, true = cell_at(*points[position], _all_of(points)), _diagram_cell(points, position)
        assert lazy.intersection(true).area / lazy.union(true).area >= 0.999999


def test_only_the_points_asked_for_are_needed():
    rng = np.random.default_rng(7)
    packed = rng.integers(0, 5_000, (2_000, 2)).astype(np.int32)

    def within(easting, northing, radius_m):
        return packed[np.hypot(*(packed - (easting, northing)).T) <= radius_m]

    x, y = packed[0].tolist()
    assert cell_at(x, y, within).equals(cell_at(x, y, _all_of(packed)))
