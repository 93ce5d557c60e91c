"""Small multiples: the months of several places, each in a panel of its own on the same scale, to be compared; pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from alerts.drawing.charts.paper import (
    Drawing,
    Paper,
    drawing,
    fitted,
    hatched,
    label,
    line,
    rect,
    text_width,
)
from alerts.drawing.charts.scale import compact, ticks
from alerts.drawing.elements import Element

_BETWEEN = 36.0
_HEIGHT = 110.0


class Panel(NamedTuple):
    """A place with its number of each month; `gaps` are the numbers of those whose data has a gap."""

    name: str
    printed: str
    values: tuple[int, ...]
    gaps: frozenset[int] = frozenset()


def draw_multiples(panels: Sequence[Panel], months: Sequence[date], paper: Paper) -> Drawing:
    """Two panels beside each other on wide paper, one below the other on narrow."""
    across = 1 if paper.is_narrow or len(panels) == 1 else 2
    marks = ticks(max((value for each in panels for value in each.values), default=0), 2)
    left = max(text_width(compact(mark), paper) for mark in marks) + 8
    width = (paper.width - _BETWEEN * (across - 1)) / across
    row = _HEIGHT + paper.line_px * 4
    drawn: list[Element] = []
    for number, panel in enumerate(panels):
        x, y = (number % across) * (width + _BETWEEN), (number // across) * row
        drawn += _panel(panel, months, _Box(paper, x, y, left, width, marks))
    rows = -(-len(panels) // across)
    return drawing(paper, row * max(rows, 1), drawn)


class _Box(NamedTuple):
    paper: Paper
    x: float
    y: float
    left: float
    width: float
    marks: tuple[int, ...]

    @property
    def foot(self) -> float:
        return self.y + self.paper.line_px * 2 + _HEIGHT

    def up(self, value: float) -> float:
        return self.foot - value / self.marks[-1] * _HEIGHT


def _panel(panel: Panel, months: Sequence[date], box: _Box) -> Iterator[Element]:
    paper, end = box.paper, box.x + box.width
    room = box.width - text_width(panel.printed, paper) - 10
    yield label(fitted(panel.name, room, paper), box.x, box.y + paper.line_px / 2, kind="chart-strong")
    yield label(panel.printed, end, box.y + paper.line_px / 2, anchor="end")
    for mark in box.marks:
        kind = "chart-base" if mark == 0 else "chart-grid"
        yield line(kind, box.x + box.left, box.up(mark), to_x=end)
        yield label(compact(mark), box.x + box.left - 6, box.up(mark), anchor="end", kind="chart-quiet")
    slot = (box.width - box.left) / max(len(panel.values), 1)
    for number, value in enumerate(panel.values):
        x = box.x + box.left + number * slot
        if number in panel.gaps:
            yield hatched("chart-gap", x, box.foot - _HEIGHT, slot, _HEIGHT, 6)
        yield rect("chart-a", x + slot * 0.1, box.up(value), slot * 0.8, box.foot - box.up(value))
    yield from _ends(months, box)


def _ends(months: Sequence[date], box: _Box) -> Iterator[Element]:
    """The first and the last month below, as far as both have room."""
    if not months:
        return
    y = box.foot + box.paper.line_px * 0.7
    last = f"{months[-1].month}/{months[-1].year}"
    yield label(last, box.x + box.width, y, anchor="end", kind="chart-quiet")
    if len(months) > 1:
        yield label(f"{months[0].month}/{months[0].year}", box.x + box.left, y, kind="chart-quiet")
