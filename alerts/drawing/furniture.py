"""What helps to read a map: a scale bar, a north arrow, and what the marks mean."""

from collections.abc import Iterator, Sequence
from math import floor, log10

from alerts.domain.stage import stage_words
from alerts.drawing.elements import Attributes, Element, element
from alerts.drawing.frame import Frame
from alerts.drawing.markers import shape
from alerts.drawing.scene import SiteStage
from alerts.drawing.spreading import Box
from alerts.drawing.type_sizes import TypeSizes

_INK = "#44403c"
_LONGEST_BAR = 0.24
_BAR = {"class": "map-scale", "fill": "none", "stroke": _INK, "stroke-width": "2"}
_WORDS = {"class": "map-legend", "fill": _INK}
_NORTH = {
    "class": "map-north",
    "fill": _INK,
    "stroke": "#f7f5ef",
    "stroke-width": "3",
    "paint-order": "stroke",
}


def scale_bar(frame: Frame, sizes: TypeSizes) -> Iterator[Element]:
    """A bar of a round number of metres below the map, at its left."""
    metres = round_length_m(_LONGEST_BAR * frame.width_px * frame.metres_per_px)
    length, end = metres / frame.metres_per_px, sizes.foot * 0.35
    y = frame.height_px + sizes.foot_height / 2
    bar = f"M8 {y - end:.1f}v{2 * end:.1f}m0 {-end:.1f}h{length:.1f}m0 {-end:.1f}v{2 * end:.1f}"
    yield element("path", {**_BAR, "d": bar})
    yield _words(f"{metres:,} m", 8 + length + sizes.foot * 0.5, y, sizes)


def round_length_m(longest_m: float) -> int:
    """The longest of 1, 2, 5, 10, 20, 50 … metres that is not longer."""
    power = 10 ** floor(log10(max(longest_m, 1)))
    return int(max(factor for factor in (1, 2, 5) if factor * power <= max(longest_m, 1)) * power)


def legend(stages: Sequence[SiteStage], frame: Frame, sizes: TypeSizes) -> Iterator[Element]:
    """What each mark on this map means, at its right, below."""
    y = frame.height_px + sizes.foot_height / 2
    widths = {stage: sizes.foot * (0.54 * len(stage_words(stage)) + 2.2) for stage in stages}
    x = frame.width_px - sum(widths.values())
    for stage in stages:
        radius = sizes.foot * 0.5
        yield shape(stage, x + radius, y, radius)
        yield _words(stage_words(stage), x + radius * 2 + sizes.foot * 0.35, y, sizes)
        x += widths[stage]


def north_arrow(frame: Frame, sizes: TypeSizes) -> Element:
    """An arrow with an N in the upper right corner."""
    x, y, unit = _arrow_place(frame, sizes)
    arm, head, notch = unit * 0.5, unit * 1.3, unit * 0.35
    arrow = f"M{x:.1f} {y:.1f}l{arm:.1f} {head:.1f}l{-arm:.1f} {-notch:.1f}l{-arm:.1f} {notch:.1f}z"
    place: Attributes = {"x": x, "y": y + unit * 2.3, "font-size": unit}
    letter = element("text", {**_NORTH, **place, "font-weight": "700", "text-anchor": "middle"}, text="N")
    return element("g", {}, (element("path", {**_NORTH, "d": arrow}), letter))


def north_arrow_box(frame: Frame, sizes: TypeSizes) -> Box:
    """The room that the arrow takes."""
    x, y, unit = _arrow_place(frame, sizes)
    return Box(x - unit, y - 4, x + unit, y + unit * 2.6)


def _arrow_place(frame: Frame, sizes: TypeSizes) -> tuple[float, float, float]:
    return frame.width_px - sizes.foot * 1.1, sizes.foot * 0.6, sizes.foot


def _words(text: str, x: float, y: float, sizes: TypeSizes) -> Element:
    return element("text", {**_WORDS, "x": x, "y": y + sizes.foot * 0.35, "font-size": sizes.foot}, text=text)
