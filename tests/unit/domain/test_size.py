"""Whether an application is for major development, by what its register says, counts and draws."""

import pytest
from shapely import Point, box

from alerts.domain.application import Site, SitePrecision
from alerts.domain.size import is_major


@pytest.mark.parametrize(
    ("code", "words", "description", "dwellings", "expected"),
    [
        ("full", ["Full Application - Major"], "", None, True),
        ("full", ["FULM"], "", None, True),
        ("full", ["Full Planning - Minor"], "12 dwellings", None, False),
        ("full", ["Non-major development"], "", None, None),
        ("waste-dev", ["Waste"], "", None, True),
        ("full", ["Full"], "Erection of 33no. dwellings", None, True),
        ("outline", ["Outline"], "Up to 1,250 new homes and a school", None, True),
        ("full", ["Full"], "Conversion to 10 x 2-bed flats", None, True),
        ("full", ["Full"], "Conversion of two houses into 9 flats", None, None),
        ("full", ["Full"], "New extension at Flat 12", None, None),
        ("full", ["Full"], "Warehouse of 1,000 sqm floor space", None, True),
        ("full", ["Full"], "Warehouse of 999 sq.m", None, None),
        ("full", ["Full"], "New houses", 10, True),
        ("full", ["Full"], "New houses", 9, False),
        ("full", ["Full"], "", None, None),
        (None, ["All Other"], "Erection of 40 dwellings", None, True),
        ("hh", ["Householder"], "12 houses share this drive", None, None),
        ("approval-condition", ["Details"], "Condition 4 of permission for 120 dwellings", None, None),
    ],
)
def test_the_register_s_word_comes_first_then_what_is_counted(
    code: str | None, words: list[str], description: str, dwellings: int | None, expected: bool | None
) -> None:
    assert is_major(code, words, description, None, dwellings) is expected


@pytest.mark.parametrize(("side_m", "expected"), [(100, True), (99.9, None)])
def test_a_site_of_a_hectare_is_major(side_m: float, expected: bool | None) -> None:
    site = Site(box(529_000, 185_000, 529_000 + side_m, 185_000 + side_m), SitePrecision.BOUNDARY)
    assert is_major("full", ["Full"], "", site) is expected


def test_a_point_has_no_size() -> None:
    assert is_major("full", ["Full"], "", Site(Point(529_000, 185_000), SitePrecision.POINT)) is None
