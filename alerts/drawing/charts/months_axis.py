"""The ground of a chart over months: few lines across, numbers at their left, months and years below; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from alerts.drawing.charts.legend import Mark
from alerts.drawing.charts.paper import Paper, hatched, label, line, text_width
from alerts.drawing.charts.scale import compact, ticks
from alerts.drawing.elements import Element
from alerts.language import _
from alerts.language.dates import month_letter, month_short

_GAP = 6.0


@dataclass(frozen=True)
class MonthsAxis:
    """Where months and numbers lie. `gaps` are the numbers of the months of which there is no data."""

    paper: Paper
    months: tuple[date, ...]
    left: float
    top: float
    height: float
    marks: tuple[int, ...]
    gaps: frozenset[int] = frozenset()

    @property
    def slot(self) -> float:
        """The width of a month."""
        return (self.paper.width - self.left) / max(len(self.months), 1)

    @property
    def foot(self) -> float:
        return self.top + self.height

    @property
    def end(self) -> float:
        """Where the words below end."""
        return self.foot + 2 * self.paper.line_px + 4

    def x(self, number: int) -> float:
        """The left edge of a month."""
        return self.left + number * self.slot

    def y(self, value: float) -> float:
        return self.foot - value / self.marks[-1] * self.height


def months_axis(
    months: Sequence[date],
    largest: float,
    paper: Paper,
    top: float,
    height: float,
    gaps: frozenset[int] = frozenset(),
) -> MonthsAxis:
    """The axis that shows values up to the largest; its numbers take the room that they need."""
    marks = ticks(largest, 3 if paper.is_narrow else 4)
    left = max(text_width(compact(mark), paper) for mark in marks) + _GAP + 2
    return MonthsAxis(paper, tuple(months), left, top + paper.type_px / 2, height, marks, gaps)


def ground(axis: MonthsAxis) -> Iterator[Element]:
    """Lines and words, under what is drawn on them."""
    for number in sorted(axis.gaps):
        yield hatched("chart-gap", axis.x(number), axis.top, axis.slot, axis.height, 6)
    for mark in axis.marks:
        y = axis.y(mark)
        yield line("chart-base" if mark == 0 else "chart-grid", axis.left, y, to_x=axis.paper.width)
        yield label(compact(mark), axis.left - _GAP, y, anchor="end", kind="chart-quiet")
    yield from _months(axis)


def gap_mark(gaps: frozenset[int]) -> tuple[Mark, ...]:
    """What the hatching of a month means, where there is any."""
    return (Mark(_("no data"), "", "gap"),) if gaps else ()


def _months(axis: MonthsAxis) -> Iterator[Element]:
    y = axis.foot + axis.paper.line_px * 0.6
    named = _named(axis)
    free = -1.0
    for number, month in enumerate(axis.months):
        middle = axis.x(number) + axis.slot / 2
        if named is not None:
            yield label(named(month), middle, y, anchor="middle", kind="chart-quiet")
        if number and month.month != 1:
            continue
        year = str(month.year)
        start = axis.x(number)
        room = text_width(year, axis.paper)
        if number and len(axis.months) > 1:
            below = axis.foot + (axis.paper.line_px * 1.8 if named else axis.paper.line_px * 0.9)
            yield line("chart-base", start, axis.foot, to_y=below)
        # The first year may have no room before the next begins.
        if start < free or start + room > axis.paper.width or _is_crowded(axis, number, room):
            continue
        at = _year_at(axis, number, start, is_named=named is not None)
        yield label(year, at, y + (axis.paper.line_px if named else 0))
        free = at + room + 4


def _year_at(axis: MonthsAxis, number: int, start: float, *, is_named: bool) -> float:
    """A year begins where its first month's name does."""
    middle = start + axis.slot / 2 - text_width("2000", axis.paper) / 2
    if is_named and middle > start:
        return middle
    return start + 4 if number else start


def _is_crowded(axis: MonthsAxis, number: int, room: float) -> bool:
    """Whether the year of the first month would reach into that of the next January."""
    if number:
        return False
    until = next((later for later, month in enumerate(axis.months) if later and month.month == 1), None)
    return until is not None and axis.x(until) - axis.x(0) < room + 6


def _named(axis: MonthsAxis) -> Callable[[date], str] | None:
    """How months are named: in short, by a letter, or not at all."""
    if (
        axis.slot
        >= max((text_width(month_short(each), axis.paper) for each in axis.months[:12]), default=0) + 4
    ):
        return month_short
    return month_letter if axis.slot >= axis.paper.type_px * 1.05 else None
