"""Columns by month, each stacked of its parts: decisions by outcome. Each part has its own colour and its own form."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from alerts.drawing.charts.legend import FORMS, Mark, legend
from alerts.drawing.charts.months_axis import MonthsAxis, gap_mark, ground, months_axis
from alerts.drawing.charts.paper import Drawing, Paper, drawing, label, text_width
from alerts.drawing.charts.scale import compact
from alerts.drawing.elements import Element

PARTS = (("chart-a", "solid"), ("chart-b", "hatched"), ("chart-c", "hollow"))
"""Colour and form of the parts, from the foot up."""

_HEIGHTS = {"wide": 220.0, "narrow": 170.0}


class Stack(NamedTuple):
    """A month with the sizes of its parts."""

    first_day: date
    parts: tuple[int, ...]
    has_gap: bool = False


def draw_stacked(stacks: Sequence[Stack], names: Sequence[str], paper: Paper) -> Drawing:
    """The chart with its legend; above each column its sum, where there is room. At most three parts."""
    gaps = frozenset(number for number, each in enumerate(stacks) if each.has_gap)
    marks = [Mark(name, kind, form) for name, (kind, form) in zip(names, PARTS, strict=False)]
    top, drawn = legend((*marks, *gap_mark(gaps)), paper)
    largest = max((sum(each.parts) for each in stacks), default=0)
    axis = months_axis(
        [each.first_day for each in stacks], largest, paper, top + paper.line_px / 2,
        _HEIGHTS[paper.name], gaps,
    )  # fmt: skip
    drawn += ground(axis)
    drawn += _columns(axis, stacks)
    return drawing(paper, axis.end, drawn)


def _columns(axis: MonthsAxis, stacks: Sequence[Stack]) -> Iterator[Element]:
    wide = max(min(axis.slot * 0.72, 60.0), axis.slot - 3)
    wide = min(wide, 60.0)
    says_sums = all(text_width(compact(sum(each.parts)), axis.paper) <= axis.slot - 4 for each in stacks)
    for number, each in enumerate(stacks):
        x, below = axis.x(number) + (axis.slot - wide) / 2, 0
        for size, (kind, form) in zip(each.parts, PARTS, strict=False):
            top = axis.y(below + size)
            yield from FORMS[form](kind, x, top, wide, axis.y(below) - top)
            below += size
        if says_sums and not each.has_gap:
            at = axis.y(below) - axis.paper.type_px * 0.35
            yield label(compact(below), x + wide / 2, at, anchor="middle", about="foot")
