"""The projection: Ordnance Survey's published points, and what lies off the grid."""

import math

import numpy as np
import pytest
import shapely

from geo.errors import OutsideGreatBritain
from geo.grid import (
    arrays_to_grid,
    arrays_to_lonlat,
    geometry_to_grid,
    geometry_to_lonlat,
    is_in_great_britain,
    to_grid,
    to_lonlat,
)

# Ordnance Survey's test points of OSTN15: name, longitude, latitude, easting, northing.
PUBLISHED = [
    ("St Mary's, Scilly", -6.29977752, 49.92226394, 91492.146, 11318.804),
    ("Lizard", -5.2030461, 49.96006138, 170370.718, 11572.405),
    ("Solent", -1.29782277, 50.57563665, 449816.371, 75335.861),
    ("Kent", 1.4445473, 51.37447026, 639821.835, 169565.858),
    ("London", -0.11992557, 51.48936565, 530624.974, 178388.464),
    ("Carmarthen", -4.30852477, 51.85890896, 241124.584, 220332.641),
    ("Nottingham", -1.19747656, 52.96219109, 454002.834, 340834.943),
    ("Anglesey", -4.2891807, 53.41628516, 247958.971, 393492.909),
    ("Leeds", -1.66379168, 53.8002152, 422242.186, 433818.701),
    ("Newcastle", -1.61657685, 54.97912274, 424639.355, 565012.703),
    ("Edinburgh", -3.29479219, 55.92478266, 319188.434, 670947.534),
    ("Aberdeen", -2.04856031, 57.13902519, 397160.491, 805349.736),
    ("Shetland", -1.2748691, 59.85409914, 440725.073, 1107878.448),
]


@pytest.mark.parametrize(("lon", "lat", "easting", "northing"), [row[1:] for row in PUBLISHED])
def test_published_points_come_out_within_a_centimetre(lon, lat, easting, northing):
    point = to_grid(lon, lat)
    assert math.hypot(point.easting - easting, point.northing - northing) < 0.01


@pytest.mark.parametrize(("lon", "lat", "easting", "northing"), [row[1:] for row in PUBLISHED])
def test_published_points_go_back_to_their_degrees(lon, lat, easting, northing):
    assert to_lonlat(easting, northing) == pytest.approx((lon, lat), abs=1e-7)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(-2.1, 49.2), (2.35, 48.85), (51.5, -0.1), (math.nan, 51.5), (-0.1, math.inf), (1e308, 1e308), (0, 0)],
)
def test_a_point_off_the_grid_is_outside_great_britain(lon, lat):
    with pytest.raises(OutsideGreatBritain, match="outside Great Britain"):
        to_grid(lon, lat)


def test_the_corner_of_the_grid_has_no_degrees():
    with pytest.raises(OutsideGreatBritain):
        to_lonlat(0, 0)


def test_a_ring_with_one_vertex_off_the_grid_says_so_and_not_that_it_is_open():
    ring = shapely.Polygon([(-0.1, 51.5), (3.5, 51.5), (-0.1, 51.6)])
    with pytest.raises(OutsideGreatBritain, match="Part of this shape"):
        geometry_to_grid(ring)


def test_a_polygon_keeps_its_form_there_and_back():
    ring = shapely.Polygon([(-0.15, 51.54), (-0.14, 51.54), (-0.14, 51.55), (-0.15, 51.54)])
    back = geometry_to_lonlat(geometry_to_grid(ring))
    assert shapely.equals_exact(back, ring, tolerance=1e-7)


def test_a_height_is_dropped():
    assert not geometry_to_grid(shapely.Point(-0.15, 51.54, 30)).has_z


def test_many_points_are_projected_as_one_would_be():
    eastings, northings = arrays_to_grid([-0.11992557, -2.1], [51.48936565, 49.2])
    assert (round(eastings[0], 2), round(northings[0], 2)) == (530624.97, 178388.46)
    assert np.isnan(eastings[1])
    assert np.isnan(northings[1])
    lons, lats = arrays_to_lonlat([530624.974], [178388.464])
    assert (round(lons[0], 6), round(lats[0], 6)) == (-0.119926, 51.489366)


@pytest.mark.parametrize(
    ("place", "lon", "lat"),
    [
        ("London", -0.12, 51.5),
        ("Land's End", -5.72, 50.07),
        ("St Mary's", -6.3, 49.92),
        ("St Davids", -5.3, 51.88),
        ("Holyhead", -4.63, 53.31),
        ("Whithorn", -4.41, 54.73),
        ("Mull of Kintyre", -5.8, 55.3),
        ("Port Ellen, Islay", -6.19, 55.63),
        ("Portpatrick", -5.12, 54.84),
        ("Unst", -0.85, 60.75),
        ("Lowestoft", 1.75, 52.48),
    ],
)
def test_the_ends_of_britain_are_in_britain(place, lon, lat):
    assert is_in_great_britain(lon, lat)


@pytest.mark.parametrize(
    ("place", "lon", "lat"),
    [
        ("Belfast", -5.93, 54.6),
        ("Ballycastle", -6.25, 55.2),
        ("Rathlin", -6.2, 55.3),
        ("Dublin", -6.26, 53.35),
        ("Douglas", -4.48, 54.15),
        ("Jersey", -2.1, 49.2),
        ("nowhere", math.nan, math.nan),
    ],
)
def test_ireland_the_isle_of_man_and_the_channel_islands_are_not(place, lon, lat):
    assert not is_in_great_britain(lon, lat)


@pytest.mark.parametrize("count", [0, 1, 2, 31, 32, 33, 200])
def test_a_point_comes_out_the_same_in_whatever_company(count):
    rng = np.random.default_rng(count)
    lons, lats = rng.uniform(-9, 3, count), rng.uniform(49, 62, count)
    lons[count // 2 : count // 2 + 1] = math.nan
    eastings, northings = arrays_to_grid(lons, lats)
    assert eastings.shape == northings.shape == (count,)
    for n in range(count):
        alone = [float(each[0]) for each in arrays_to_grid(lons[n : n + 1], lats[n : n + 1])]
        assert [eastings[n], northings[n]] == pytest.approx(alone, abs=0, rel=0, nan_ok=True)
    back = arrays_to_lonlat(eastings, northings)
    for n in range(count):
        alone = [float(each[0]) for each in arrays_to_lonlat(eastings[n : n + 1], northings[n : n + 1])]
        assert [back[0][n], back[1][n]] == pytest.approx(alone, abs=0, rel=0, nan_ok=True)


def test_eastings_without_their_northings_are_an_error():
    with pytest.raises(ValueError):
        arrays_to_grid([-1.5, -1.6], [52.0])
