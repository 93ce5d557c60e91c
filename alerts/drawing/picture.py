"""A small picture of where one application lies, for an e-mail: it has to say all by itself, in any mail reader.

It stands on paper with a border, so that a dark page frames it and does not swallow it; what a colour says a shape,
a line or a word says too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import shapely
from shapely import Point

from alerts.drawing.elements import Attributes, Element, document, element
from alerts.drawing.frame import Frame
from alerts.drawing.furniture import north_arrow, north_arrow_box, scale_bar
from alerts.drawing.ground import ground, watch_area
from alerts.drawing.names import draw_names
from alerts.drawing.picture_marks import GROUND, INK, distance, key, land, mark, place
from alerts.drawing.picture_scene import SIZE_PX, SIZES, Scene, picture_frame
from alerts.drawing.raster import FAMILY, png_of
from alerts.drawing.scene import MapContext, PostcodeLabel
from alerts.drawing.spreading import Box

MOST_BYTES = 14_000
SHARPNESS = 2
"""Pixels of the picture to each of the drawing's own."""

_SPARE = 0.93
# Stronger than on a page, where a style sheet helps: a palette of few colours has to keep them apart.
_TINTS = {"map-margin": {"fill-opacity": "0.13"}, "map-area": {"fill-opacity": "0.2"}}
_PLAIN = {"stroke": "none"}


class Detail(NamedTuple):
    """How much of the ground is drawn: cells no further from the site than so many metres, so many postcodes."""

    cells_within_m: float
    postcodes: int


_DETAILS = (Detail(60, 7), Detail(30, 5))
"""Tried one after the other until the picture is small enough."""


def draw_picture(scene: Scene, context: MapContext) -> bytes:
    """The picture as a PNG; the same scene on the same ground gives the same bytes, at most 14 kB of them."""
    drawn = b""
    for detail in _DETAILS:
        drawing = picture_svg(scene, context, detail)
        drawn = png_of(drawing, SHARPNESS)
        if len(drawn) <= MOST_BYTES:
            return drawn
    # Its lines are as many whatever is left out: fewer pixels then, for which bytes stand about as for a line's length.
    less_sharp = png_of(drawing, max(1.0, round(SHARPNESS * _SPARE * MOST_BYTES / len(drawn), 2)))
    return less_sharp if len(less_sharp) <= MOST_BYTES else png_of(drawing, 1)


def picture_svg(scene: Scene, context: MapContext, detail: Detail = _DETAILS[0]) -> str:
    """The drawing that the picture is made from."""
    width, height = SIZE_PX
    frame = picture_frame(scene)
    # The foot lies over what reaches below the ground: a clip path would take as long as all the rest.
    foot: Attributes = {"y": frame.height_px, "width": width, "height": height - frame.height_px}
    border: Attributes = {"x": 1, "y": 1, "width": width - 2, "height": height - 2}
    drawn = (
        element("rect", {"width": width, "height": height, "fill": GROUND}),
        *_seen(scene, _near(scene, context, detail), frame, detail),
        element("rect", {**foot, "fill": GROUND}),
        element("path", {"d": f"M0 {frame.height_px}h{width}", "stroke": INK, "stroke-width": "1"}),
        *scale_bar(frame, SIZES),
        *key(scene, frame),
        element("rect", {**border, "fill": "none", "stroke": INK, "stroke-width": "2"}),
    )
    size: Attributes = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    return document(element("svg", {**size, "font-family": FAMILY}, drawn))


def _near(scene: Scene, context: MapContext, detail: Detail) -> MapContext:
    """The ground with the cells around the site alone: lines all over say no more and weigh twice as much.

    Of the postcodes the one watched is named first, then those nearest to the site.
    """
    cells = (cell for cell in context.cells if shapely.dwithin(cell, scene.site, detail.cells_within_m))

    def rank(label: PostcodeLabel) -> tuple[bool, float]:
        where = Point(label.easting, label.northing)
        is_watched = scene.area is not None and scene.area.margin_m > 0 and scene.area.core.covers(where)
        return not is_watched, float(shapely.distance(where, scene.site))

    return replace(context, cells=tuple(cells), postcodes=tuple(sorted(context.postcodes, key=rank)))


def _seen(scene: Scene, context: MapContext, frame: Frame, detail: Detail) -> Iterator[Element]:
    """The ground and what lies on it, the mark last."""
    # Lines without soft edges: a third of the bytes, and at two pixels to one as good.
    yield from _with(ground(context, frame), {"shape-rendering": "crispEdges"})
    if scene.area is not None:
        for drawn in watch_area(scene.area, frame):
            yield from _with((drawn,), _TINTS.get(drawn.get("class", ""), {}))
    x, y = place(scene, frame)
    taken = [Box(x - 13, y - 13, x + 13, y + 13), north_arrow_box(frame, SIZES)]
    measured = tuple(distance(scene, frame, taken))
    yield from land(scene, frame)
    for name in draw_names(context, frame, SIZES, taken, detail.postcodes):
        yield from _with((name,), _PLAIN if name.get("class") == "map-postcode" else {})
    yield from measured
    yield from mark(scene, x, y)
    yield north_arrow(frame, SIZES)


def _with(drawn: Iterable[Element], attributes: dict[str, str]) -> Iterator[Element]:
    for each in drawn:
        for name, value in attributes.items():
            each.set(name, value)
        yield each
