"""What the marks of a chart mean: above it, in the order in which they are drawn, on as many lines as needed."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from alerts.drawing.charts.paper import Paper, fitted, hatched, label, line, rect, text_width
from alerts.drawing.elements import Element

_SIDE = 13.0
_BETWEEN = 18.0


class Mark(NamedTuple):
    """A mark and what it means. `form` is solid, hatched, hollow, line or gap; `kind` the class that colours it."""

    words: str
    kind: str
    form: str = "solid"


def legend(marks: Sequence[Mark], paper: Paper, top: float = 0) -> tuple[float, list[Element]]:
    """Where the legend ends, and its elements."""
    drawn: list[Element] = []
    x, y = 0.0, top + paper.line_px / 2
    for mark in marks:
        text = fitted(mark.words, paper.width - _SIDE - 6, paper)
        width = _SIDE + 6 + text_width(text, paper)
        if x and x + width > paper.width:
            x, y = 0.0, y + paper.line_px
        drawn += [*sample(mark, x, y - _SIDE / 2), label(text, x + _SIDE + 6, y)]
        x += width + _BETWEEN
    return y + paper.line_px / 2 + 8, drawn


def sample(mark: Mark, x: float, y: float) -> Iterator[Element]:
    """The mark itself in a small square."""
    yield from FORMS[mark.form](mark.kind, x, y, _SIDE, _SIDE)


def _solid(kind: str, x: float, y: float, width: float, height: float) -> Iterator[Element]:
    yield rect(kind, x, y, width, height)


def _hatched(kind: str, x: float, y: float, width: float, height: float) -> Iterator[Element]:
    yield rect(kind, x, y, width, height)
    if width > 0 and height > 0:
        yield hatched("chart-hatch", x, y, width, height)


def _hollow(kind: str, x: float, y: float, width: float, height: float) -> Iterator[Element]:
    inset = min(0.75, width / 2, height / 2)
    yield rect(f"{kind}-hollow", x + inset, y + inset, width - 2 * inset, height - 2 * inset)


def _line(kind: str, x: float, y: float, width: float, height: float) -> Iterator[Element]:
    yield line(kind, x, y + height / 2, to_x=x + width)


def _gap(_kind: str, x: float, y: float, width: float, height: float) -> Iterator[Element]:
    yield hatched("chart-gap", x, y, width, height, 4)


FORMS: dict[str, Callable[[str, float, float, float, float], Iterator[Element]]] = {
    "solid": _solid,
    "hatched": _hatched,
    "hollow": _hollow,
    "line": _line,
    "gap": _gap,
}
"""How a rectangle of each form is drawn."""
