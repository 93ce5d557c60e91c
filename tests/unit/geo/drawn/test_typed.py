"""Corners as people type them, in degrees and on the National Grid."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.drawn.typed import read_corner, read_typed, read_typed_line
from geo.errors import ShapeRefused
from geo.shapes import polygon_of
from tests.work import seconds_of_work

# Ordnance Survey's test point in London: 530624.974, 178388.464.


@pytest.mark.parametrize(
    "text",
    [
        "51.489366, -0.119926",
        "51.489366 -0.119926",
        "  (51.489366; −0.119926) ",
        "51.489366N 0.119926W",
        "51.489366° N, 0.119926° W",
        "５１.489366，-0.119926",
        "530625 178388",
        "530625.0, 178388.5",
        "tq3062578388",
        "TQ 30625 78388",
        "TQ3062578388",
    ],
)
def test_one_place_is_read_however_it_is_written(text):
    assert read_corner(text) == pytest.approx((-0.119926, 51.489366), abs=2e-5)


@pytest.mark.parametrize(
    ("reference", "degrees"),
    # The ends of the grid, by Ordnance Survey's own squares: Land's End, Muckle Flugga, Lowestoft Ness.
    [("SW 342 250", (50.066, -5.715)), ("HP 606 196", (60.855, -0.886)), ("TM 555 937", (52.481, 1.763))],
)
def test_grid_references_of_all_corners_of_the_country(reference, degrees):
    lat, lon = degrees
    assert read_corner(reference) == pytest.approx((lon, lat), abs=0.002)


@pytest.mark.parametrize(
    "text",
    [
        "NW5 1TL",
        "Highgate",
        "51.5",
        "",
        "TQ",
        "TQ 290 85",
        "TQ 29 8",
        "NW5 1",
        "TQ2 8",
        "TQ 29085",
        "1,2,3",
        "x" * 200,
    ],
)
def test_what_is_no_place_is_none(text):
    assert read_corner(text) is None


def test_the_last_corner_is_joined_to_the_first():
    drawn = read_typed("51.55, -0.14\n\n51.55, -0.13\r\n51.56, -0.13\n")
    assert drawn.outlines == (((-0.14, 51.55), (-0.13, 51.55), (-0.13, 51.56), (-0.14, 51.55)),)
    assert polygon_of(drawn).area == pytest.approx(694 * 1_113 / 2, rel=0.01)


def test_a_line_is_joined_to_nothing():
    assert read_typed_line("51.55, -0.14\n51.55, -0.13").lines == (((-0.14, 51.55), (-0.13, 51.55)),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("51.55, -0.14\nHighgate", 2),
        ("\n\n51.55, -0.14, 7", 3),
        ("AA 12 34", 1),
        ("5000000 100", 1),
    ],
)
def test_the_line_that_cannot_be_read_is_named(text, line):
    with pytest.raises(ShapeRefused, match="bad-line") as refused:
        read_typed(text)
    assert refused.value.line == line


@pytest.mark.parametrize(("text", "reason"), [(" \n ", "empty"), ("51, 0\n" * 502, "too-many-points")])
def test_nothing_and_too_much_are_refused(text, reason):
    with pytest.raises(ShapeRefused, match=reason):
        read_typed(text)


@pytest.mark.fault("W-08")
@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,;-+ NSEWTQHO°()\n", max_size=200))
def test_any_text_is_a_shape_or_refused(text):
    def read():
        with contextlib.suppress(ShapeRefused):
            read_typed(text)

    assert seconds_of_work(read) < 0.1
