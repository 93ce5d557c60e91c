"""How long decisions took: the middle half as a bar, nine in ten as a line, the median marked, with limits set by law.

Days beyond a year are not drawn to scale: a line that goes on ends in an arrow, and the words beside it are exact.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from alerts.drawing.charts.paper import Drawing, Paper, drawing, fitted, label, line, rect, text_width
from alerts.drawing.charts.scale import compact
from alerts.drawing.elements import Attributes, Element, element

LONGEST_DAYS = 364
_NAMES_AT_MOST = 0.38
_GAP = 10.0


class Range(NamedTuple):
    """Days of which a tenth, a quarter, half, three quarters and nine tenths of the decisions took no more. Where the
    tenth is not known the line begins with the bar.
    """

    name: str
    tenth: float | None
    quarter: float
    median: float
    three_quarters: float
    nine_tenths: float
    printed: str


class Limit(NamedTuple):
    """Days that the law gives, and what they are called."""

    days: int
    words: str


class _Plot(NamedTuple):
    paper: Paper
    left: float
    width: float
    days: float

    def x(self, days: float) -> float:
        return self.left + min(days, self.days) / self.days * self.width


def draw_ranges(ranges: Sequence[Range], limits: Sequence[Limit], paper: Paper, unit: str) -> Drawing:
    """A row for each range below the limits, the days below them all; `unit` names what the axis counts."""
    plot = _plot(ranges, limits, paper)
    top = paper.line_px * len(limits) + 6
    row = paper.line_px * (2.5 if paper.is_narrow else 1.9)
    foot = top + row * max(len(ranges), 1)
    drawn: list[Element] = [*_axis(plot, foot, unit), *_limits(plot, limits, foot)]
    for number, each in enumerate(ranges):
        if paper.is_narrow:
            drawn += _crossings(plot, limits, top + number * row + paper.line_px)
        drawn += _range(plot, each, top + number * row, row)
    return drawing(paper, foot + paper.line_px * (2.3 if paper.is_narrow else 1.3), drawn)


def _plot(ranges: Sequence[Range], limits: Sequence[Limit], paper: Paper) -> _Plot:
    days = max((*(each.nine_tenths for each in ranges), *(each.days * 1.15 for each in limits)), default=1)
    widest = max((text_width(each.name, paper) for each in ranges), default=0.0)
    printed = max((text_width(each.printed, paper) for each in ranges), default=0.0)
    if paper.is_narrow:
        return _Plot(paper, 4, paper.width - 12, min(days, LONGEST_DAYS))
    left = min(widest, paper.width * _NAMES_AT_MOST) + _GAP + 4
    return _Plot(paper, left, paper.width - left - printed - 2 * _GAP, min(days, LONGEST_DAYS))


def _axis(plot: _Plot, foot: float, unit: str) -> Iterator[Element]:
    step = next(
        step for step in (14, 28, 56, 91, 182) if plot.days / step <= (4 if plot.paper.is_narrow else 7)
    )
    yield line("chart-base", plot.left, foot, to_x=plot.left + plot.width)
    end = plot.left + plot.width
    if plot.paper.is_narrow:
        # Beside the numbers there is no room for it.
        words = fitted(unit, plot.width, plot.paper)
        yield label(words, plot.left, foot + plot.paper.line_px * 1.75, kind="chart-quiet")
        free = plot.paper.width
    else:
        words = fitted(unit, plot.paper.width / 3, plot.paper)
        yield label(words, end, foot + plot.paper.line_px * 0.75, anchor="end", kind="chart-quiet")
        free = end - text_width(words, plot.paper) - _GAP
    for days in range(0, int(plot.days) + 1, step):
        text = compact(days)
        half = text_width(text, plot.paper) / 2
        if plot.x(days) + half > free:
            continue
        yield line("chart-base", plot.x(days), foot, to_y=foot + 4)
        anchor = "start" if days == 0 else "middle"
        yield label(text, plot.x(days), foot + plot.paper.line_px * 0.75, anchor=anchor, kind="chart-quiet")


def _limits(plot: _Plot, limits: Sequence[Limit], foot: float) -> Iterator[Element]:
    """Each limit's words on a line of their own, with no mark through them: right of their marks; where these run over
    the edge, left of them, the longest limit first; where that has no room either, above all marks.
    """
    paper = plot.paper
    said = [
        (plot.x(each.days), words, text_width(words, paper))
        for each in limits
        for words in (fitted(each.words, paper.width, paper),)
    ]
    is_right = all(x + 5 + width <= paper.width for x, _words, width in said)
    is_left = not is_right and all(x - 5 - width >= 0 for x, _words, width in said)
    head = paper.line_px * len(limits)
    # On narrow paper names stand over the bars: a line down through all of them would strike them out.
    end = head + 2 if paper.is_narrow else foot
    for number, (x, words, width) in enumerate(reversed(said) if is_left else said):
        y = paper.line_px * (number + 0.5)
        top = y - paper.type_px * 0.4 if is_left or is_right else head - 2
        yield line("chart-limit", x, top, to_y=end)
        if is_left:
            yield label(words, x - 5, y, anchor="end")
        else:
            yield label(words, min(x + 5, paper.width - width), y)


def _crossings(plot: _Plot, limits: Sequence[Limit], top: float) -> Iterator[Element]:
    for limit in limits:
        yield line("chart-limit", plot.x(limit.days), top + 4, to_y=top + plot.paper.line_px * 1.45)


def _range(plot: _Plot, each: Range, top: float, row: float) -> Iterator[Element]:
    paper = plot.paper
    if paper.is_narrow:
        room = paper.width - text_width(each.printed, paper) - _GAP
        yield label(fitted(each.name, room, paper), 4, top + paper.line_px * 0.65, kind="")
        yield label(each.printed, paper.width, top + paper.line_px * 0.65, anchor="end", kind="chart-strong")
        middle = top + paper.line_px * 1.7
    else:
        middle = top + row / 2
        yield label(fitted(each.name, plot.left - _GAP, paper), plot.left - _GAP, middle, anchor="end")
        yield label(each.printed, plot.left + plot.width + _GAP, middle, kind="chart-strong")
    yield line(
        "chart-a-line",
        plot.x(each.quarter if each.tenth is None else each.tenth),
        middle,
        to_x=plot.x(each.nine_tenths),
    )
    if each.nine_tenths > plot.days:
        end = plot.x(plot.days)
        arrow = f"M{end - 6:.1f} {middle - 6:.1f}l7 6l-7 6"
        yield element("path", {"class": "chart-a-line", "d": arrow})
    yield from _middle(plot, each, middle)


def _middle(plot: _Plot, each: Range, y: float) -> Iterator[Element]:
    thick = plot.paper.line_px * 0.7
    width = plot.x(each.three_quarters) - plot.x(each.quarter)
    yield rect("chart-a", plot.x(each.quarter), y - thick / 2, max(width, 2), thick)
    place: Attributes = {"cx": plot.x(each.median), "cy": y, "r": thick * 0.36}
    yield element("circle", {"class": "chart-ground chart-area", **place})
