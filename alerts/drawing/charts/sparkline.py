"""A line as small as a word: how a number went, with a dot where it is now; it has no words of its own; pure."""

from collections.abc import Sequence

from alerts.drawing.charts.paper import Drawing, Paper, drawing, line
from alerts.drawing.elements import Attributes, Element, element

SMALL = Paper("small", 120, 13)
_HEIGHT, _AIR = 32.0, 4.0


def draw_sparkline(values: Sequence[float | None]) -> Drawing:
    """The line from 0 up over its foot, broken where a number is not known, with a dot at the last one that is; nothing
    where there is none.
    """
    known = [(number, value) for number, value in enumerate(values) if value is not None]
    top = max(1, *(value for _number, value in known)) if known else 1
    across = (SMALL.width - 2 * _AIR) / max(len(values) - 1, 1)
    drawn: list[Element] = [line("chart-base", 0, _HEIGHT - _AIR / 2, to_x=SMALL.width)]
    path, x, y, before = "", 0.0, 0.0, None
    for number, value in known:
        x, y = _AIR + number * across, _HEIGHT - _AIR - value / top * (_HEIGHT - 2 * _AIR)
        path += f"{'L' if before == number - 1 else 'M'}{x:.1f} {y:.1f}"
        before = number
    if known:
        place: Attributes = {"cx": x, "cy": y, "r": 3.5}
        drawn += [
            element("path", {"class": "chart-a-line", "d": path}),
            element("circle", {"class": "chart-a", **place}),
        ]
    return drawing(SMALL, _HEIGHT, drawn)
