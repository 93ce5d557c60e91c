"""Published outlines: whole ones, those to be put right, and those that must not cost more than they are worth."""

import random
from math import cos, pi, sin

import pytest
import shapely

from geo.constraints_shapes import MAX_VERTICES, read_shape
from geo.site_geometry import NoBoundary, SiteNote
from geo.sites import NoPlace, PlaceNote

RING = [[-0.15, 51.54], [-0.14, 51.54], [-0.14, 51.55], [-0.15, 51.55], [-0.15, 51.54]]
HOLE = [[-0.147, 51.543], [-0.143, 51.543], [-0.143, 51.547], [-0.147, 51.547], [-0.147, 51.543]]
# A hundredth of a degree of longitude here by one of latitude, in square metres.
SQUARE_M2 = 694 * 1_113


def _polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def _round(points, turned=()):
    """An outline of so many points on a wavy round, each of `turned` swapped with the next, as rounding does."""
    ring = []
    for n in range(points):
        turn, radius = 2 * pi * n / points, 0.005 * (1 + 0.1 * sin(40 * pi * n / points))
        ring.append([-0.14 + radius * cos(turn), 51.55 + radius * sin(turn)])
    for n in turned:
        ring[n], ring[n + 1] = ring[n + 1], ring[n]
    return _polygon([*ring, ring[0]])


def _star(points):
    """An outline that crosses itself everywhere."""
    dice = random.Random(1)
    ring = [[-0.14 + 0.01 * dice.random(), 51.55 + 0.01 * dice.random()] for _ in range(points)]
    return _polygon([*ring, ring[0]])


@pytest.mark.parametrize(
    ("published", "part"),
    [
        (_polygon(RING), 1),
        (_polygon(RING, HOLE), 1 - 0.16),
        ({"type": "MultiPolygon", "coordinates": [[RING], [[[x + 0.1, y] for x, y in RING]]]}, 2),
        ({"type": "GeometryCollection", "geometries": [_polygon(RING), {"type": "Point", "coordinates": [0, 51]}]}, 1),
        ("POLYGON ((-0.15 51.54, -0.14 51.54, -0.14 51.55, -0.15 51.55, -0.15 51.54))", 1),
        ("MULTIPOLYGON (((-0.15 51.54,-0.14 51.54,-0.14 51.55,-0.15 51.55,-0.15 51.54)))", 1),
        ("POLYGON Z ((-0.15 51.54 9, -0.14 51.54 9, -0.14 51.55 9, -0.15 51.55 9, -0.15 51.54 9))", 1),
        (_polygon(RING[:-1]), 1),
        (_polygon([[x, y, 12.5] for x, y in RING]), 1),
    ],
)  # fmt: skip
def test_a_whole_outline_is_put_on_the_grid(published, part):
    reading = read_shape(published)
    assert (reading.reason, reading.notes) == (None, ())
    assert reading.geometry.area == pytest.approx(part * SQUARE_M2, rel=0.01)
    assert not reading.geometry.has_z


def test_swapped_coordinates_are_swapped_back():
    reading = read_shape(_polygon([[y, x] for x, y in RING]))
    assert reading.notes == (PlaceNote.SWAPPED,)
    assert reading.geometry.area == pytest.approx(SQUARE_M2, rel=0.01)


@pytest.mark.fault("G-05")
@pytest.mark.parametrize(
    ("published", "reason"),
    [
        (None, NoBoundary.EMPTY),
        ("", NoBoundary.EMPTY),
        ("POLYGON EMPTY", NoBoundary.EMPTY),
        (_polygon(), NoBoundary.EMPTY),
        ({"type": "Point", "coordinates": [-0.14, 51.5]}, NoBoundary.EMPTY),
        ({"type": "GeometryCollection", "geometries": []}, NoBoundary.EMPTY),
        ("see the plan", NoBoundary.MALFORMED),
        ("POLYGON ((-0.15 51.54, -0.14 51.54, -0.14 51.55))", NoBoundary.MALFORMED),
        (5, NoBoundary.MALFORMED),
        ([], NoBoundary.MALFORMED),
        ({"type": "Polygon"}, NoBoundary.MALFORMED),
        (_polygon(7), NoBoundary.MALFORMED),
        (_polygon([[0, "x"], [1, 1], [2, 2], [0, 0]]), NoBoundary.MALFORMED),
        (_polygon([[-0.15, 51.54], [-0.14, 51.54]]), NoBoundary.INVALID),
        ("POLYGON ((-0.15 51.5, -0.15 51.5, -0.15 51.5))", NoBoundary.INVALID),
        ("POLYGON ((-0.15 51.5, nan 51.5, -0.14 51.6, -0.15 51.5))", NoPlace.NOT_A_NUMBER),
        (_polygon([[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]), NoPlace.OUTSIDE_GREAT_BRITAIN),
        (_polygon([*RING[:3], [-6, 53], RING[4]]), NoPlace.OUTSIDE_GREAT_BRITAIN),
        (_polygon([[0, 0], *RING[1:3], [0, 0]]), NoPlace.NULL_ISLAND),
    ],
)
def test_what_is_no_outline_says_why(published, reason):
    reading = read_shape(published)
    assert (reading.geometry, reading.reason) == (None, reason)


@pytest.mark.fault("G-05")
def test_a_collection_within_a_thousand_collections_is_refused_and_nothing_worse():
    nested = _polygon(RING)
    for _ in range(5_000):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert read_shape(nested).reason is NoBoundary.MALFORMED


@pytest.mark.fault("G-05")
def test_a_bow_tie_is_repaired():
    reading = read_shape(_polygon([RING[0], RING[2], RING[1], RING[3], RING[0]]))
    assert reading.notes == (SiteNote.REPAIRED,)
    assert reading.geometry.area == pytest.approx(SQUARE_M2 / 2, rel=0.01)


def test_a_hole_outside_is_left_out():
    reading = read_shape(_polygon(RING, [[x + 0.1, y] for x, y in HOLE]))
    assert reading.notes == (SiteNote.REPAIRED,)
    assert reading.geometry.is_valid


@pytest.mark.fault("G-05")
def test_a_long_outline_that_crosses_itself_here_and_there_is_repaired():
    whole, turned = read_shape(_round(4_000)), read_shape(_round(4_000, (7, 1_300, 2_900)))
    assert (whole.notes, turned.notes) == ((), (SiteNote.REPAIRED,))
    assert turned.geometry.is_valid
    assert turned.geometry.area == pytest.approx(whole.geometry.area, rel=0.001)


@pytest.mark.fault("G-05")
def test_a_long_outline_that_crosses_itself_all_along_is_refused():
    assert read_shape(_round(4_000, range(0, 4_000, 20))).reason is NoBoundary.INVALID


@pytest.mark.fault("G-05")
@pytest.mark.parametrize("points", [60, 200, 500, 5_000])
def test_a_star_is_refused_before_a_repair_that_would_take_minutes(points):
    assert read_shape(_star(points)).reason is NoBoundary.INVALID


@pytest.mark.fault("G-05")
def test_a_thousand_copies_of_a_bow_tie_are_refused():
    copies = [[[RING[0], RING[2], RING[1], RING[3], RING[0]]]] * 1_000
    assert read_shape({"type": "MultiPolygon", "coordinates": copies}).reason is NoBoundary.INVALID


@pytest.mark.fault("G-05")
def test_an_outline_of_too_many_points_is_refused():
    assert read_shape(_round(MAX_VERTICES)).reason is NoBoundary.TOO_MANY_VERTICES
    assert shapely.get_num_coordinates(read_shape(_round(20_000)).geometry) == 20_001
