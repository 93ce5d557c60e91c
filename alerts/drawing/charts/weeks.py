"""How many decisions came in each week after the application was valid, with the limits set by law drawn between weeks.

The last column is everything later. Each column is stacked: first those with the shorter limit, then those with the
longer.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from alerts.drawing.charts.legend import FORMS, Mark, legend
from alerts.drawing.charts.paper import Drawing, Paper, drawing, fitted, label, line, text_width
from alerts.drawing.charts.ranges import Limit
from alerts.drawing.charts.scale import compact, ticks
from alerts.drawing.elements import Element

PARTS = (("chart-a", "solid"), ("chart-c", "hatched"))
_HEIGHTS = {"wide": 200.0, "narrow": 150.0}
_DAYS = 7


class Week(NamedTuple):
    """How many were decided in a week, by the limit that they have."""

    usual: int
    longer: int


class _Plot(NamedTuple):
    paper: Paper
    left: float
    top: float
    foot: float
    marks: tuple[int, ...]
    weeks: int

    @property
    def slot(self) -> float:
        return (self.paper.width - self.left) / max(self.weeks, 1)

    def y(self, value: float) -> float:
        return self.foot - value / self.marks[-1] * (self.foot - self.top)


def draw_weeks(
    weeks: Sequence[Week], limits: Sequence[Limit], names: tuple[str, str], unit: str, paper: Paper
) -> Drawing:
    """The chart with its legend; `unit` names what is counted along its foot."""
    top, drawn = legend([Mark(name, *part) for name, part in zip(names, PARTS, strict=True)], paper)
    marks = ticks(max((sum(each) for each in weeks), default=0), 3 if paper.is_narrow else 4)
    left = max(text_width(compact(mark), paper) for mark in marks) + 8
    above = top + paper.line_px * len(limits) + 4
    plot = _Plot(paper, left, above, above + _HEIGHTS[paper.name], marks, len(weeks))
    drawn += [*_lines(plot), *_columns(plot, weeks), *_names(plot, unit), *_limits(plot, limits, top)]
    return drawing(paper, plot.foot + paper.line_px * 2.3, drawn)


def _lines(plot: _Plot) -> Iterator[Element]:
    for mark in plot.marks:
        y = plot.y(mark)
        yield line("chart-base" if mark == 0 else "chart-grid", plot.left, y, to_x=plot.paper.width)
        yield label(compact(mark), plot.left - 6, y, anchor="end", kind="chart-quiet")


def _columns(plot: _Plot, weeks: Sequence[Week]) -> Iterator[Element]:
    for number, week in enumerate(weeks):
        below = 0
        for value, (kind, form) in zip(week, PARTS, strict=True):
            top = plot.y(below + value)
            x = plot.left + number * plot.slot + 1
            yield from FORMS[form](kind, x, top, max(plot.slot - 2, 1), plot.y(below) - top)
            below += value


def _names(plot: _Plot, unit: str) -> Iterator[Element]:
    """Every fourth week by its number, and the last as all that is later."""
    y = plot.foot + plot.paper.line_px * 0.7
    last = f"{plot.weeks}+"
    end = plot.paper.width - text_width(last, plot.paper) - 8
    step = 2 if plot.slot * 2 > plot.paper.type_px * 3 else 4
    for number in range(step, plot.weeks, step):
        x = plot.left + (number - 0.5) * plot.slot
        if x + text_width(str(number), plot.paper) / 2 < end:
            yield label(str(number), x, y, anchor="middle", kind="chart-quiet")
    if plot.weeks:
        yield label(last, plot.paper.width, y, anchor="end", kind="chart-quiet")
    room = plot.paper.width - plot.left
    foot = y + plot.paper.line_px
    yield label(fitted(unit, room, plot.paper), plot.left, foot, kind="chart-quiet")


def _limits(plot: _Plot, limits: Sequence[Limit], top: float) -> Iterator[Element]:
    """Each limit's words on a line of their own, so that two near each other are both read."""
    for number, limit in enumerate(limits):
        x = plot.left + min(limit.days / _DAYS, plot.weeks) * plot.slot
        y = top + plot.paper.line_px * (number + 0.5)
        yield line("chart-limit", x, y - plot.paper.type_px * 0.4, to_y=plot.foot)
        text = fitted(limit.words, plot.paper.width, plot.paper)
        start = min(x + 5, plot.paper.width - text_width(text, plot.paper))
        yield label(text, start, y, kind="chart-on-map" if start < x + 5 else "")
