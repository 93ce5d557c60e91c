"""A map of equal hexagons shaded by a number, over the outline of the place, with a legend of the shades.

Metres of EPSG:27700; north is up and so is a corner of each. Nothing is drawn where there is nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from alerts.drawing.charts.ground_map import map_frame, step_marks, step_of
from alerts.drawing.charts.legend import legend
from alerts.drawing.charts.palette import STEPS
from alerts.drawing.charts.paper import Drawing, Paper, drawing
from alerts.drawing.charts.scale import groups
from alerts.drawing.elements import Element, element
from alerts.drawing.frame import Frame
from alerts.drawing.paths import path_of

_MOST_VERTICES = 700


class Hexagon(NamedTuple):
    """The middle of a hexagon, and its number."""

    easting: float
    northing: float
    value: float


def draw_hex_map(
    hexagons: Sequence[Hexagon], width_m: float, paper: Paper, *, outline: BaseGeometry | None = None
) -> Drawing:
    """The map under its legend; `width_m` is from the west to the east side of each hexagon."""
    ranges = groups([each.value for each in hexagons if each.value], STEPS)
    top, drawn = legend(step_marks(ranges, has_none=False), paper)
    if not hexagons:
        return drawing(paper, top, drawn)
    frame = map_frame(_bounds(hexagons, width_m, outline), paper)
    children = _steps(hexagons, width_m / frame.metres_per_px, ranges, frame)
    if outline is not None:
        children.append(
            element("path", {"class": "chart-outline", "d": path_of(outline, frame, _MOST_VERTICES)})
        )
    moved = element("g", {"transform": f"translate(0 {top:.0f})"}, children)
    return drawing(paper, top + frame.height_px, (*drawn, moved))


def _bounds(hexagons: Sequence[Hexagon], width_m: float, outline: BaseGeometry | None) -> list[float]:
    half, tall = width_m / 2, width_m / sqrt(3)
    eastings, northings = [each.easting for each in hexagons], [each.northing for each in hexagons]
    west, south, east, north = outline.bounds if outline is not None else (eastings[0], northings[0]) * 2
    return [
        min(west, min(eastings) - half),
        min(south, min(northings) - tall),
        max(east, max(eastings) + half),
        max(north, max(northings) + tall),
    ]


def _steps(
    hexagons: Sequence[Hexagon], width_px: float, ranges: Sequence[tuple[float, float]], frame: Frame
) -> list[Element]:
    """All hexagons of a shade as one path: they are hundreds, and all of one form."""
    half, tall = width_px / 2, width_px / sqrt(3)
    form = f"l{half:.2f} {tall / 2:.2f}v{tall:.2f}l{-half:.2f} {tall / 2:.2f}l{-half:.2f} {-tall / 2:.2f}v{-tall:.2f}z"
    found: dict[int, list[str]] = defaultdict(list)
    for each in hexagons:
        x = (each.easting - frame.west) / frame.metres_per_px
        y = (frame.north - each.northing) / frame.metres_per_px - tall
        found[step_of(each.value, ranges)].append(f"M{x:.1f} {y:.1f}{form}")
    return [
        element("path", {"class": f"chart-area chart-step-{step}", "d": "".join(found[step])})
        for step in sorted(found)
    ]
