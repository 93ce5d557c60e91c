"""Numbers and names that make room for one another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.drawing.spreading import Box, is_free, nearest_first, spread, text_box

PLACES = st.lists(st.tuples(st.floats(0, 760), st.floats(0, 474)), min_size=1, max_size=60)


def nearest_two(places):
    offsets = places[:, None] - places[None, :]
    distances = np.hypot(offsets[..., 0], offsets[..., 1])
    np.fill_diagonal(distances, np.inf)
    return distances.min()


def test_marks_far_from_one_another_stay_where_they_are():
    places = np.array([(100.0, 100.0), (300.0, 200.0)])
    assert spread(places, 32, 760, 474).tolist() == [[100.0, 100.0], [300.0, 200.0]]


@pytest.mark.parametrize("count", [2, 8, 20])
def test_marks_at_one_door_come_to_stand_apart(count):
    marks = spread(np.full((count, 2), 200.0), 32, 760, 474)
    assert nearest_two(marks) > 30
    assert np.hypot(*(marks - 200).T).max() < 32 * count


def test_the_same_places_give_the_same_marks():
    places = np.array([(100.0, 100.0)] * 5)
    assert spread(places, 32, 760, 474).tolist() == spread(places, 32, 760, 474).tolist()


@given(PLACES)
def test_wherever_they_are_marks_end_on_the_map(places):
    marks = spread(np.array(places), 32, 760, 474)
    moved = marks[(marks != np.array(places)).any(axis=1)]
    assert ((moved >= 0) & (moved <= (760, 474))).all()


def test_no_marks_need_no_room():
    assert spread(np.empty((0, 2)), 32, 760, 474).tolist() == []


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Box(5, 5, 15, 15), True),
        (Box(10, 0, 20, 10), False),
        (Box(0, 11, 10, 20), False),
        (Box(2, 2, 3, 3), True),
    ],
)
def test_boxes_overlap_where_they_share_ground(other, overlaps):
    assert Box(0, 0, 10, 10).overlaps(other) is overlaps


def test_a_name_goes_neither_over_the_edge_nor_over_another():
    name = text_box(50, 50, "NW5 1TL", 16)
    assert is_free(name, [], 760, 474)
    assert not is_free(text_box(5, 50, "NW5 1TL", 16), [], 760, 474)
    assert not is_free(name, [Box(40, 40, 60, 60)], 760, 474)


def test_points_come_nearest_first():
    points = np.array([(9.0, 0.0), (1.0, 0.0), (4.0, 0.0)])
    assert nearest_first(points, (0, 0)) == [(1.0, 0.0), (4.0, 0.0), (9.0, 0.0)]
