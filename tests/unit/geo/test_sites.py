"""Where a feed's numbers lie."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.grid import is_in_great_britain, to_lonlat
from geo.sites import NoPlace, PlaceNote, place, point_from_degrees_or_grid

# 14 Lady Margaret Road or thereabouts, in both systems.
LON, LAT = -0.1381, 51.5543
EASTING, NORTHING = 529181, 185578


@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    ("x", "y", "notes"),
    [
        (LON, LAT, ()),
        (LAT, LON, (PlaceNote.SWAPPED,)),
        (str(LON), f" {LAT} ", ()),
        ("-.1381", "51.5543", ()),
        (EASTING, NORTHING, (PlaceNote.READ_AS_GRID,)),
        (str(EASTING), str(NORTHING), (PlaceNote.READ_AS_GRID,)),
        ("000529181", "185578.0", (PlaceNote.READ_AS_GRID,)),
    ],
)
def test_a_place_is_read_to_the_metre_in_either_system(x, y, notes):
    reading = point_from_degrees_or_grid(x, y)
    assert math.dist(reading.point, (529181, 185578)) < 10
    assert reading.notes == notes
    assert reading.reason is None


@pytest.mark.fault("G-01")
def test_swapped_degrees_are_the_same_point():
    assert point_from_degrees_or_grid(LAT, LON).point == point_from_degrees_or_grid(LON, LAT).point


def test_the_meridian_of_greenwich_is_no_missing_number():
    assert math.dist(point_from_degrees_or_grid(0, 51.4779).point, (538_985, 177_334)) < 5


@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        (0, 0, NoPlace.NULL_ISLAND),
        ("0", "0.0", NoPlace.NULL_ISLAND),
        (-7.55716, 49.766807, NoPlace.NULL_ISLAND),
        (49.766807, -7.55716, NoPlace.NULL_ISLAND),
        (LON, 0, NoPlace.OUTSIDE_GREAT_BRITAIN),
        (1, 1, NoPlace.OUTSIDE_GREAT_BRITAIN),
        (151.2, -33.9, NoPlace.OUTSIDE_GREAT_BRITAIN),
        (-5.93, 54.6, NoPlace.OUTSIDE_GREAT_BRITAIN),
        (-2.1, 49.2, NoPlace.OUTSIDE_GREAT_BRITAIN),
        (EASTING, LAT, NoPlace.NEITHER_DEGREES_NOR_GRID),
        (LON, NORTHING, NoPlace.NEITHER_DEGREES_NOR_GRID),
        (EASTING, 0, NoPlace.NEITHER_DEGREES_NOR_GRID),
        (-15_373, 6_715_032, NoPlace.NEITHER_DEGREES_NOR_GRID),
        (5291810, 1855780, NoPlace.NEITHER_DEGREES_NOR_GRID),
        (146_000, 529_000, NoPlace.OUTSIDE_GREAT_BRITAIN),
        (1_000, 1_290_000, NoPlace.OUTSIDE_GREAT_BRITAIN),
    ],
)
def test_what_is_no_place_in_britain_is_no_point(x, y, reason):
    reading = point_from_degrees_or_grid(x, y)
    assert (reading.point, reading.reason) == (None, reason)


@pytest.mark.fault("G-02")
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, NoPlace.ABSENT),
        ("", NoPlace.ABSENT),
        ("  ", NoPlace.ABSENT),
        (math.nan, NoPlace.NOT_A_NUMBER),
        (math.inf, NoPlace.NOT_A_NUMBER),
        ("nan", NoPlace.NOT_A_NUMBER),
        ("-inf", NoPlace.NOT_A_NUMBER),
        ("n/a", NoPlace.NOT_A_NUMBER),
        ("51°33'N", NoPlace.NOT_A_NUMBER),
        (True, NoPlace.NOT_A_NUMBER),
        ([51.5], NoPlace.NOT_A_NUMBER),
        ({}, NoPlace.NOT_A_NUMBER),
        (10**400, NoPlace.NOT_A_NUMBER),
        ("9" * 100_000, NoPlace.NOT_A_NUMBER),
        (1e308, NoPlace.NEITHER_DEGREES_NOR_GRID),
    ],
)
def test_what_is_no_number_is_no_point(value, reason):
    assert point_from_degrees_or_grid(value, LAT).reason is reason
    assert point_from_degrees_or_grid(LON, value).reason is reason


def test_one_row_off_the_grid_refuses_them_all():
    rows = np.array([(LON, LAT), (LON, 0.0)])
    assert place(rows).reason is NoPlace.OUTSIDE_GREAT_BRITAIN


def test_rows_of_different_systems_are_refused():
    rows = np.array([(LON, LAT), (EASTING, NORTHING)], dtype=float)
    assert place(rows).reason is NoPlace.NEITHER_DEGREES_NOR_GRID


numbers = st.one_of(
    st.none(), st.floats(), st.integers(), st.text(max_size=12), st.floats(-10, 62), st.booleans()
)


@given(numbers, numbers)
def test_whatever_is_a_point_is_in_great_britain(x, y):
    reading = point_from_degrees_or_grid(x, y)
    assert (reading.point is None) == (reading.reason is not None)
    if reading.point is not None:
        lon, lat = to_lonlat(*reading.point)
        assert is_in_great_britain(round(lon, 4), round(lat, 4))
