"""Every value of a table is in its chart, as high or as long as it is."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
import shapely

from alerts.drawing.charts.bars import Bar, draw_bars
from alerts.drawing.charts.columns import Month, draw_columns
from alerts.drawing.charts.ground_map import Ground, draw_ground_map, step_of
from alerts.drawing.charts.hex_map import Hexagon, draw_hex_map
from alerts.drawing.charts.multiples import Panel, draw_multiples
from alerts.drawing.charts.paper import NARROW, WIDE, Drawing
from alerts.drawing.charts.ranges import Limit, Range, draw_ranges
from alerts.drawing.charts.scale import groups, ticks
from alerts.drawing.charts.stacked import Stack, draw_stacked
from alerts.drawing.charts.trend import Sum, draw_trend
from alerts.drawing.charts.weeks import Week, draw_weeks
from alerts.drawing.elements import element
from alerts.language import Language, speaking
from tests.unit.drawing.charts.every_chart import months, words_of
from tests.unit.drawing.drawn import by_class


def root_of(made: Drawing) -> ET.Element:
    return element("svg", {}, made.parts)


def columns_of(made: Drawing, kind: str) -> list[float]:
    """The heights of the columns of a class, without the sample in the legend."""
    found = [part for part in by_class(root_of(made), kind) if part.tag == "rect"]
    return [float(part.get("height", "")) for part in found[1:]]


def in_proportion(heights: list[float], values: list[int], slack: float = 0.4) -> None:
    scale = max(heights) / max(values)
    assert heights == pytest.approx([value * scale for value in values], abs=slack)


def test_columns_are_as_high_as_their_numbers() -> None:
    values = [(12, 3), (0, 9), (40, 40), (7, 21)]
    made = draw_columns(
        [Month(day, *pair) for day, pair in zip(months(4), values, strict=True)], ("in", "out"), WIDE
    )
    in_proportion(columns_of(made, "chart-a"), [one for one, _other in values])
    in_proportion(columns_of(made, "chart-b-hollow"), [other for _one, other in values], 1.6)
    printed = [each.text for each in words_of(made.parts, WIDE)]
    assert all(str(value) in printed for pair in values for value in pair)


def test_months_too_narrow_for_two_columns_have_a_line_through_each() -> None:
    made = draw_columns(
        [Month(day, 5, number) for number, day in enumerate(months(60))], ("in", "out"), NARROW
    )
    assert len(columns_of(made, "chart-a")) == 60
    (path,) = [
        part.get("d", "") for part in by_class(root_of(made), "chart-b-line") if part.get("d", "").count("L")
    ]
    assert path.count("L") == 59


def test_a_month_that_is_not_known_is_a_break_and_not_a_nought() -> None:
    values = [1, 2, None, 4]
    found = [Sum(day, value) for day, value in zip(months(4), values, strict=True)]
    made = draw_trend(found, "sums", WIDE)
    line = by_class(root_of(made), "chart-a-line")[-1].get("d", "")
    assert (line.count("M"), line.count("L")) == (2, 1)


def test_a_gap_in_the_data_is_hatched_and_said() -> None:
    made = draw_columns(
        [Month(day, 3, 2, number == 1) for number, day in enumerate(months(3))], ("in", "out"), WIDE
    )
    assert len(by_class(root_of(made), "chart-gap")) == 2  # The month, and what it means.
    assert "no data" in [each.text for each in words_of(made.parts, WIDE)]


def test_a_stack_holds_each_part_and_says_its_sum() -> None:
    parts = [(10, 4, 1), (0, 6, 2)]
    made = draw_stacked([Stack(day, each) for day, each in zip(months(2), parts, strict=True)], "abc", WIDE)
    heights = [columns_of(made, kind) for kind in ("chart-a", "chart-b")]
    in_proportion([*heights[0], *heights[1]], [10, 0, 4, 6])
    assert {"15", "8"} <= {each.text for each in words_of(made.parts, WIDE)}


def test_each_bar_has_its_name_and_its_number() -> None:
    made = draw_bars([Bar("Householder", 30, "30"), Bar("Trees", 10, "10"), Bar("Other", 0, "0")], NARROW)
    lengths = [float(part.get("width", "")) for part in by_class(root_of(made), "chart-a")]
    assert lengths == pytest.approx([lengths[0], lengths[0] / 3, 0], abs=0.2)
    assert {each.text for each in words_of(made.parts, NARROW)} == {
        "Householder",
        "Trees",
        "Other",
        "30",
        "10",
        "0",
    }


def test_a_range_lies_between_the_days_that_it_names() -> None:
    made = draw_ranges([Range("All", 10, 28, 56, 84, 140, "56 days")], [Limit(56, "8 weeks")], WIDE, "days")
    (bar,) = (part for part in by_class(root_of(made), "chart-a") if part.tag == "rect")
    (median,) = by_class(root_of(made), "chart-ground")
    left, width = float(bar.get("x", "")), float(bar.get("width", ""))
    assert float(median.get("cx", "")) == pytest.approx(left + width / 2, abs=0.2)
    limit = by_class(root_of(made), "chart-limit")[0].get("d", "")
    assert float(limit[1:].split(" ")[0]) == pytest.approx(float(median.get("cx", "")), abs=0.2)


def test_weeks_stand_before_or_after_the_line_of_their_limit() -> None:
    made = draw_weeks(
        [Week(n, 1) for n in range(27)], [Limit(56, "8 weeks")], ("usual", "longer"), "weeks", WIDE
    )
    found = [part for part in by_class(root_of(made), "chart-a") if part.tag == "rect"][1:]
    in_proportion([float(part.get("height", "")) for part in found], list(range(27)))
    limit = float(by_class(root_of(made), "chart-limit")[0].get("d", "")[1:].split(" ")[0])
    rights = [float(part.get("x", "")) + float(part.get("width", "")) for part in found]
    assert sum(right <= limit for right in rights) == 8


def test_panels_share_one_scale() -> None:
    made = draw_multiples([Panel("One", "", (10, 20)), Panel("Other", "", (5, 0))], months(2), WIDE)
    heights = [float(part.get("height", "")) for part in by_class(root_of(made), "chart-a")]
    in_proportion(heights, [10, 20, 5, 0])


def test_each_area_has_the_shade_that_the_legend_gives_its_number() -> None:
    values = [0, 1, 2, 5, 9, 30, 31, 100]
    made = draw_ground_map(
        [Ground(shapely.box(n * 900, 0, n * 900 + 900, 900), v) for n, v in enumerate(values)], WIDE
    )
    paths = [part.get("class", "") for part in by_class(root_of(made), "chart-area") if part.tag == "path"]
    steps = [int(found.rpartition("-")[2]) for found in paths]
    assert steps == sorted(steps)
    assert (steps[0], steps[1], steps[-1]) == (0, 1, 5)
    assert {"0", "100"} <= {each.text for each in words_of(made.parts, WIDE)}


def test_each_hexagon_lies_where_it_does_and_has_its_shade() -> None:
    made = draw_hex_map([Hexagon(0, 0, 1), Hexagon(200, 0, 1), Hexagon(400, 0, 9)], 200, WIDE)
    few, many = (part.get("d", "") for part in by_class(root_of(made), "chart-area") if part.tag == "path")
    assert (few.count("M"), many.count("M")) == (2, 1)
    places = [float(each.split(" ")[0]) for each in (few + many).split("M")[1:]]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=0.2)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), ()),
        ((7,), ((7, 7),)),
        ((1, 1, 2), ((1, 1), (2, 2))),
        (tuple(range(1, 11)), ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))),
        ((1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6), ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6))),
    ],
)
def test_values_fall_into_groups_that_do_not_touch(
    values: tuple[float, ...], expected: tuple[tuple[float, float], ...]
) -> None:
    assert groups(values, 5) == expected


def test_one_group_alone_has_the_strongest_shade() -> None:
    assert [step_of(value, ((3, 8),)) for value in (0, 3, 8)] == [0, 5, 5]


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (50, (0, 20, 40, 60)),
        (1_000_000, (0, 500_000, 1_000_000)),
    ],
)
def test_an_axis_counts_in_round_steps(largest: float, expected: tuple[int, ...]) -> None:
    assert ticks(largest) == expected


def test_months_are_named_in_the_language_spoken() -> None:
    with speaking(Language.WELSH):
        made = draw_columns([Month(date(2026, 2, 1), 1, 1)], ("a", "b"), WIDE)
    assert "Chwef" in [each.text for each in words_of(made.parts, WIDE)]
