"""How a live list and the directory of all postcodes become one."""

import numpy as np

from geo.gazetteer_build import merged
from geo.gazetteer_sources import Row
from geo.gazetteer_squares import crowded_points, square_rows
from geo.gazetteer_store import PostcodeRow, licence_lines, square_id, window_ranges

LIVE = [Row("NW51TL", (528721, 185525), None), Row("NW51TD", (528700, 185500), "E09000007")]
DIRECTORY = [
    Row("NW51TD", (1, 1), "E09000019"),
    Row("NW51TL", (528700, 185500), "E09000007"),
    Row("NW51ZZ", (528600, 185400), "E09000007"),
]


def test_the_live_list_says_where_and_the_directory_whose():
    rows, left_out = merged(LIVE, DIRECTORY)
    assert rows == [
        PostcodeRow("NW51TD", 528700, 185500, "E09000007", True),
        PostcodeRow("NW51TL", 528721, 185525, "E09000007", True),
        PostcodeRow("NW51ZZ", 528600, 185400, "E09000007", False),
    ]
    assert left_out == 0


def test_a_live_postcode_newer_than_the_directory_is_kept_without_an_authority():
    rows, _ = merged([Row("NW51TL", (528721, 185525), None)], [])
    assert rows == [PostcodeRow("NW51TL", 528721, 185525, None, True)]


def test_places_not_covered_and_rows_without_coordinates_are_left_out():
    directory = [
        Row("BT15GS", (333000, 374000), "N09000003"),
        Row("JE23AB", None, "L99999999"),
        Row("NPT0AA", (331000, 188000), "W06000022"),
        Row("GIR0AA", (335000, 396000), "E08000011"),
        Row("NW59ZZ", None, "E09000007"),
    ]
    assert merged([Row("NW51TL", None, None)], directory) == ([], 6)


def test_a_live_postcode_without_a_point_is_where_the_directory_says_but_unlisted():
    rows, left_out = merged([Row("NW51TL", None, None)], [Row("NW51TL", (5, 6), "E09000007")])
    assert rows == [PostcodeRow("NW51TL", 5, 6, "E09000007", False)]
    assert left_out == 0


def test_squares_hold_their_points_once_and_all_their_postcodes():
    compacts = np.array(["NW51TL", "N11AA", "NW51TD", "E16AN", "NW51TN"], dtype="S7")
    points = np.array([(520, 30), (10, 20), (520, 30), (499, 499), (510, 40)], dtype=np.int32)
    first, second = square_rows(compacts, points)
    assert (first.id, first.postcodes) == (0, "N11AA E16AN")
    assert np.frombuffer(first.points, "<i4").tolist() == [10, 20, 499, 499]
    assert (second.id, second.postcodes) == (1, "NW51TN NW51TD,NW51TL")
    assert np.frombuffer(second.points, "<i4").tolist() == [510, 40, 520, 30]


def test_twenty_postcodes_of_two_sectors_on_one_point_are_a_crowd():
    letters = "ABDEFGHJLN"
    two_sectors = [f"NW5{sector}A{letter}" for sector in "12" for letter in letters]
    one_sector = [f"N1 {letter}{other}".replace(" ", "1") for letter in "AB" for other in letters]
    compacts = np.array([*two_sectors, *one_sector, *two_sectors[:19]], dtype="S7")
    points = np.array([(500, 500)] * 20 + [(600, 600)] * 20 + [(700, 700)] * 19, dtype=np.int32)
    assert crowded_points(compacts, points) == [(500, 500)]


def test_a_window_covers_every_square_it_touches():
    ranges = list(window_ranges(1_000, 1_000, 100))
    assert ranges == [(2_001, 2_002), (4_001, 4_002)]
    assert square_id(1_099, 1_099) == 4_002
    assert list(window_ranges(100, 100, 200)) == [(0, 0)]


def test_the_licence_lines_bear_the_year_of_the_list():
    assert licence_lines("Code-Point Open, October 2024") == (
        "Contains OS data © Crown copyright and database right 2024.",
        "Contains Royal Mail data © Royal Mail copyright and database right 2024.",
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    )
