"""A line of the sums of twelve months each, so that the season does not show, with what it was a year before; pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from alerts.drawing.charts.columns import steps
from alerts.drawing.charts.legend import Mark, legend
from alerts.drawing.charts.months_axis import MonthsAxis, gap_mark, ground, months_axis
from alerts.drawing.charts.paper import Drawing, Paper, drawing, label, text_width
from alerts.drawing.charts.scale import compact
from alerts.drawing.elements import Attributes, Element, element

YEAR = 12
_HEIGHTS = {"wide": 200.0, "narrow": 150.0}


class Sum(NamedTuple):
    """The sum of the twelve months that end with this one; None where not all of them are known."""

    month: date
    value: int | None
    has_gap: bool = False


def draw_trend(sums: Sequence[Sum], name: str, paper: Paper) -> Drawing:
    """The line from 0 up, its last sum and that of the same month a year before marked with their numbers."""
    gaps = frozenset(number for number, each in enumerate(sums) if each.has_gap)
    top, drawn = legend((Mark(name, "chart-a-line", "line"), *gap_mark(gaps)), paper)
    largest = max((each.value for each in sums if each.value is not None), default=0)
    axis = months_axis(
        [each.month for each in sums], largest, paper, top + paper.line_px, _HEIGHTS[paper.name], gaps
    )
    drawn += ground(axis)
    drawn.append(steps(axis, [each.value for each in sums], "chart-a-line"))
    drawn += _marked(axis, sums)
    return drawing(paper, axis.end, drawn)


def _marked(axis: MonthsAxis, sums: Sequence[Sum]) -> Iterator[Element]:
    last = max((number for number, each in enumerate(sums) if each.value is not None), default=-1)
    free = axis.paper.width + 1
    for number in (last, last - YEAR):
        value = sums[number].value if number >= 0 else None
        if value is None:
            continue
        x, y = axis.x(number) + axis.slot / 2, axis.y(value)
        place: Attributes = {"cx": x, "cy": y, "r": 4.5}
        yield element("circle", {"class": "chart-a", **place})
        text = compact(value)
        width = text_width(text, axis.paper)
        end = min(x + width / 2, axis.paper.width)
        # Where a year is too narrow for two numbers the latest is said.
        if end > free or end - width < 0:
            continue
        free = end - width - 6
        at = y - axis.paper.type_px * 0.7
        yield label(text, end, at, anchor="end", kind="chart-strong chart-on-map", about="foot")
