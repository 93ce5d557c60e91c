"""Tracks of walkers' devices: closed where they end nearby, thinned to what an outline may have."""

import contextlib
import math

import pytest
import shapely

from geo.drawn.drawing import Drawing
from geo.errors import ShapeRefused
from geo.grid import LonLat
from geo.shapes import area_of, polygon_of
from geo.tracks import thinned
from tests.work import seconds_of_work


def _walk(points, share=1.0, wobble=0.0):
    """Round a circle of 700 m, or a share of it, with every other point off by `wobble` degrees."""
    angles = [2 * math.pi * share * step / points for step in range(points)]
    return tuple(
        LonLat(
            -0.145 + (0.01 + wobble * (step % 2)) * math.sin(angle),
            51.545 + 0.0063 * math.cos(angle),
        )
        for step, angle in enumerate(angles)
    )


def test_a_walk_of_thousands_of_points_is_the_area_it_goes_round():
    area = polygon_of(Drawing(lines=(_walk(2_500),), is_recorded=True))
    assert area.area == pytest.approx(math.pi * 694 * 701, rel=0.01)
    assert len(area.exterior.coords) <= 501


def test_a_thinner_track_stays_within_five_metres_of_what_was_walked():
    line = _walk(2_500)
    whole = area_of(Drawing(lines=(line[:501],), is_recorded=True), 10).core
    less = area_of(Drawing(lines=(thinned([_walk(2_500)])[0][:40],), is_recorded=True), 10).core
    assert less.intersection(whole.buffer(5.5)).length > 0
    assert set(thinned([line])[0]) <= set(line)


def test_half_a_walk_is_no_area_unless_a_distance_is_said():
    half = Drawing(lines=(_walk(2_000, share=0.5),), is_recorded=True)
    with pytest.raises(ShapeRefused, match="open-line"):
        polygon_of(half)
    assert area_of(half, 100).core.length == pytest.approx(math.pi * 700, rel=0.02)


@pytest.mark.fault("W-06")
@pytest.mark.parametrize("wobble", [0.0, 0.0001, 0.01])
def test_no_track_costs_a_tenth_of_a_second(wobble):
    track = Drawing(lines=(_walk(3_000, wobble=wobble),), is_recorded=True)

    def read():
        with contextlib.suppress(ShapeRefused):
            polygon_of(track)

    assert seconds_of_work(read) < 0.1


@pytest.mark.fault("W-06")
def test_several_tracks_share_the_corners_of_one_outline_and_the_time():
    walks = tuple(tuple(LonLat(lon + 0.003 * place, lat) for lon, lat in _walk(500)) for place in range(6))
    tracks = Drawing(lines=walks, is_recorded=True)
    assert seconds_of_work(lambda: polygon_of(tracks)) < 0.1
    assert len(polygon_of(tracks).exterior.coords) <= 500
    assert shapely.get_num_coordinates(area_of(tracks, 10).core) <= 500
