"""A map of areas shaded by a number, wards by their outlines, with a legend of the shades and the numbers on them.

Geometry in EPSG:27700 metres; north is up. An area without any is left white.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from alerts.drawing.charts.legend import Mark, legend
from alerts.drawing.charts.palette import STEPS
from alerts.drawing.charts.paper import Drawing, Paper, drawing, label, text_width
from alerts.drawing.charts.scale import compact, groups
from alerts.drawing.elements import Element, element
from alerts.drawing.frame import Frame
from alerts.drawing.paths import path_of

_TALLEST = {"wide": 460.0, "narrow": 320.0}
_MOST_VERTICES = 260
_AIR_PX = 4.0
_HIGH_STEP = 4


class Ground(NamedTuple):
    """An area with its number."""

    geometry: BaseGeometry
    value: float


def draw_ground_map(
    grounds: Sequence[Ground], paper: Paper, *, outline: BaseGeometry | None = None
) -> Drawing:
    """The map under its legend; the numbers stand on those areas that have room for them."""
    ranges = groups([each.value for each in grounds if each.value], STEPS)
    top, drawn = legend(step_marks(ranges, has_none=any(each.value == 0 for each in grounds)), paper)
    shapes = [each.geometry for each in grounds] + ([outline] if outline else [])
    known = [shape for shape in shapes if not shape.is_empty]
    frame = map_frame(shapely.total_bounds(known).tolist(), paper) if known else None
    if frame is None:
        return drawing(paper, top, drawn)
    children = [_area(each, ranges, frame) for each in grounds]
    if outline is not None:
        children.append(element("path", {"class": "chart-outline", "d": path_of(outline, frame, 700)}))
    children += _numbers(grounds, ranges, frame, paper)
    moved = element("g", {"transform": f"translate(0 {top:.0f})"}, children)
    return drawing(paper, top + frame.height_px, (*drawn, moved))


def step_of(value: float, ranges: Sequence[tuple[float, float]]) -> int:
    """The shade of a value: 0 for none, then 1 for the lowest group; where there are fewer groups they lie apart."""
    if not value:
        return 0
    number = next(number for number, (_low, high) in enumerate(ranges) if value <= high)
    return STEPS if len(ranges) == 1 else 1 + round(number * (STEPS - 1) / (len(ranges) - 1))


def step_marks(ranges: Sequence[tuple[float, float]], *, has_none: bool) -> list[Mark]:
    """What each shade stands for, from none to most."""
    marks = [Mark("0", "chart-area chart-step-0")] if has_none else []
    for low, high in ranges:
        words = compact(low) if low == high else f"{compact(low)}–{compact(high)}"
        marks.append(Mark(words, f"chart-area chart-step-{step_of(high, ranges)}"))
    return marks


def map_frame(bounds: Sequence[float], paper: Paper) -> Frame:
    """The frame that shows west, south, east and north (metres) with a little air, as large as the paper lets it."""
    west, south, east, north = bounds
    across, down = max(east - west, 1.0), max(north - south, 1.0)
    room, tallest = paper.width - 2 * _AIR_PX, _TALLEST[paper.name] - 2 * _AIR_PX
    scale = max(across / room, down / tallest)
    height = down / scale + 2 * _AIR_PX
    left = (west + east) / 2 - paper.width * scale / 2
    return Frame(left, north + _AIR_PX * scale, scale, paper.width, height)


def _area(each: Ground, ranges: Sequence[tuple[float, float]], frame: Frame) -> Element:
    kind = f"chart-area chart-step-{step_of(each.value, ranges)}"
    return element("path", {"class": kind, "d": path_of(each.geometry, frame, _MOST_VERTICES)})


def _numbers(
    grounds: Sequence[Ground], ranges: Sequence[tuple[float, float]], frame: Frame, paper: Paper
) -> Iterator[Element]:
    """A number stands where both its ends lie within its own area."""
    for each in grounds:
        if not each.value or each.geometry.is_empty:
            continue
        text = compact(each.value)
        point = shapely.point_on_surface(each.geometry)
        half_m = text_width(text, paper) / 2 * frame.metres_per_px
        high_m = paper.type_px / 2 * frame.metres_per_px
        corners = np.array([(point.x + x, point.y + y) for x in (-half_m, half_m) for y in (-high_m, high_m)])
        if shapely.contains_xy(each.geometry, corners).all():
            x, y = frame.point_px(point.x, point.y)
            kind = "chart-on-high" if step_of(each.value, ranges) >= _HIGH_STEP else ""
            yield label(text, x, y, anchor="middle", kind=kind)
