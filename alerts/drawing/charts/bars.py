"""Bars across, each under its name and with its number at its end: by type, by ward, by outcome; pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from alerts.drawing.charts.legend import FORMS
from alerts.drawing.charts.paper import Drawing, Paper, drawing, fitted, label, line, text_width
from alerts.drawing.elements import Element

_NAMES_AT_MOST = 0.42
_GAP = 8.0


class Bar(NamedTuple):
    """A name, a length, and the words at its end: `1,234`, `62% of 45`."""

    name: str
    value: float
    printed: str
    form: str = "solid"
    kind: str = "chart-a"


def draw_bars(bars: Sequence[Bar], paper: Paper, *, largest: float | None = None) -> Drawing:
    """The chart, in the order given. `largest` is the value that would take all the room, the greatest by default."""
    top = max(largest if largest is not None else max((each.value for each in bars), default=0), 1e-9)
    printed = max((text_width(each.printed, paper) for each in bars), default=0.0) + _GAP
    widest = max((text_width(each.name, paper) for each in bars), default=0.0)
    left = 0.0 if paper.is_narrow else min(widest, paper.width * _NAMES_AT_MOST) + _GAP + 4
    room = max(paper.width - left - printed, paper.width * 0.2)
    row = paper.line_px * (2.35 if paper.is_narrow else 1.5)
    drawn: list[Element] = []
    for number, each in enumerate(bars):
        drawn += _bar(each, paper, number * row, left, room * min(each.value / top, 1))
    height = row * max(len(bars), 1)
    return drawing(paper, height, (line("chart-base", left, 0, to_y=height), *drawn))


def _bar(each: Bar, paper: Paper, top: float, left: float, length: float) -> Iterator[Element]:
    thick = paper.line_px * (0.8 if paper.is_narrow else 0.9)
    if paper.is_narrow:
        yield label(fitted(each.name, paper.width - 4, paper), 4, top + paper.line_px * 0.65)
        y = top + paper.line_px * 1.2
    else:
        yield label(
            fitted(each.name, left - _GAP - 4, paper), left - _GAP, top + paper.line_px * 0.75, anchor="end"
        )
        y = top + paper.line_px * 0.3
    yield from FORMS[each.form](each.kind, left, y, length, thick)
    yield label(each.printed, left + length + _GAP - 2, y + thick / 2, kind="chart-strong")
