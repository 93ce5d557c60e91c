"""A line as small as a word: how a number went, with a dot where it is now; it has no words of its own; pure."""

from collections.abc import Sequence

from alerts.drawing.charts.paper import Drawing, Paper, drawing, line
from alerts.drawing.elements import Attributes, Element, element

SMALL = Paper("small", 120, 13)
_HEIGHT, _AIR = 32.0, 4.0


def draw_sparkline(values: Sequence[float]) -> Drawing:
    """The line from 0 up over its foot; a dot alone where there is but one value, nothing where there is none."""
    top = max(max(values, default=0), 1)
    across = (SMALL.width - 2 * _AIR) / max(len(values) - 1, 1)
    points = [
        (_AIR + number * across, _HEIGHT - _AIR - value / top * (_HEIGHT - 2 * _AIR))
        for number, value in enumerate(values)
    ]
    drawn: list[Element] = [line("chart-base", 0, _HEIGHT - _AIR / 2, to_x=SMALL.width)]
    if points:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        place: Attributes = {"cx": points[-1][0], "cy": points[-1][1], "r": 3.5}
        drawn += [
            element("path", {"class": "chart-a-line", "d": f"M{path}"}),
            element("circle", {"class": "chart-a", **place}),
        ]
    return drawing(SMALL, _HEIGHT, drawn)
