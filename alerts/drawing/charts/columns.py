"""Columns by month of two series beside each other: received and decided, or these months and those of a year before.

The first is solid and the second hollow. Where there is room each column has its number above it; where a month is too
narrow for two columns the second series is a line from month to month.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from alerts.drawing.charts.legend import FORMS, Mark, legend
from alerts.drawing.charts.months_axis import MonthsAxis, gap_mark, ground, months_axis
from alerts.drawing.charts.paper import Drawing, Paper, drawing, label, text_width
from alerts.drawing.charts.scale import compact
from alerts.drawing.elements import Element, element

_PAIRED_PX = 11.0
_HEIGHTS = {"wide": 220.0, "narrow": 170.0}


class Month(NamedTuple):
    """A month's two numbers. A number is None where it is not known, as in a month to come."""

    first_day: date
    one: int | None
    other: int | None
    has_gap: bool = False


def draw_columns(months: Sequence[Month], names: tuple[str, str], paper: Paper) -> Drawing:
    """The chart with its legend."""
    gaps = frozenset(number for number, each in enumerate(months) if each.has_gap)
    values = [value for each in months for value in (each.one, each.other) if value is not None]
    top, drawn = _legend(months, names, gaps, paper)
    axis = months_axis(
        [each.first_day for each in months], max(values, default=0), paper, top + paper.line_px / 2,
        _HEIGHTS[paper.name], gaps,
    )  # fmt: skip
    is_paired = axis.slot >= _PAIRED_PX
    drawn += ground(axis)
    drawn += _pairs(axis, months) if is_paired else _singles(axis, months)
    return drawing(paper, axis.end, drawn)


def _legend(
    months: Sequence[Month], names: tuple[str, str], gaps: frozenset[int], paper: Paper
) -> tuple[float, list[Element]]:
    is_paired = paper.width * 0.93 / max(len(months), 1) >= _PAIRED_PX
    other = Mark(names[1], "chart-b", "hollow") if is_paired else Mark(names[1], "chart-b-line", "line")
    return legend((Mark(names[0], "chart-a"), other, *gap_mark(gaps)), paper)


def _pairs(axis: MonthsAxis, months: Sequence[Month]) -> Iterator[Element]:
    wide = min(axis.slot * 0.4, 34.0)
    says_numbers = all(
        text_width(compact(value), axis.paper) <= wide + 1
        for each in months
        for value in (each.one, each.other)
        if value is not None
    )
    for number, each in enumerate(months):
        middle = axis.x(number) + axis.slot / 2
        for value, x, form, kind in (
            (each.one, middle - wide, "solid", "chart-a"),
            (each.other, middle + 1, "hollow", "chart-b"),
        ):
            if value is None:
                continue
            yield from FORMS[form](kind, x, axis.y(value), wide - 1, axis.foot - axis.y(value))
            if says_numbers and not each.has_gap:
                at = axis.y(value) - axis.paper.type_px * 0.35
                yield label(compact(value), x + (wide - 1) / 2, at, anchor="middle", about="foot")


def _singles(axis: MonthsAxis, months: Sequence[Month]) -> Iterator[Element]:
    wide = max(axis.slot - 1, 1)
    for number, each in enumerate(months):
        if each.one is not None:
            yield from FORMS["solid"](
                "chart-a", axis.x(number), axis.y(each.one), wide, axis.foot - axis.y(each.one)
            )
    yield steps(axis, [each.other for each in months], "chart-b-line")


def steps(axis: MonthsAxis, values: Sequence[int | None], kind: str) -> Element:
    """A line through the middle of each month, broken where a number is not known."""
    pieces, is_down = [], False
    for number, value in enumerate(values):
        if value is not None:
            pieces.append(
                f"{'L' if is_down else 'M'}{axis.x(number) + axis.slot / 2:.1f} {axis.y(value):.1f}"
            )
        is_down = value is not None
    return element("path", {"class": kind, "d": "".join(pieces)})
