"""A small picture of where one application lies, for an e-mail: it has to say all by itself, in any mail reader.

It stands on paper with a border, so that a dark page frames it and does not swallow it; what a colour says a shape,
a line or a word says too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from alerts.drawing.elements import Attributes, Element, document, element
from alerts.drawing.frame import Frame
from alerts.drawing.furniture import north_arrow, north_arrow_box, scale_bar
from alerts.drawing.ground import ground, watch_area
from alerts.drawing.markers import COLOURS, PAPER, shape
from alerts.drawing.names import draw_names
from alerts.drawing.paths import path_of
from alerts.drawing.picture_frame import beside_site, frame_on_site
from alerts.drawing.raster import FAMILY, png_of
from alerts.drawing.scene import MapContext, SiteStage
from alerts.drawing.spreading import Box, text_box
from alerts.drawing.type_sizes import TypeSizes
from geo.area import Area

SIZE_PX = (480, 256)
"""In the drawing's own measure; a picture has two pixels to each."""

_SIZES = TypeSizes(marker=10, number=14.5, name=14.5, postcode=13.5, foot=14.5, foot_height=30)
_GROUND = "#f7f5ef"
_INK = "#44403c"
_AREA_INK = "#1f5c4d"
_LETTER = _SIZES.foot * 0.53
_SHORTEST_LINE_PX = 46.0
MOST_BYTES = 14_000
_LAND_VERTICES = 700
# Stronger than on a page, where a style sheet helps: a palette of few colours has to keep them apart.
_TINTS = {"map-margin": {"fill-opacity": "0.13"}, "map-area": {"fill-opacity": "0.2"}}
_PLAIN = {"stroke": "none"}
_MEASURE: Attributes = {
    "stroke": _INK,
    "stroke-width": "1.5",
    "stroke-dasharray": "3 3",
    "shape-rendering": "crispEdges",
}
_SWATCH: Attributes = {
    "width": 18,
    "height": 14,
    "fill": _AREA_INK,
    "fill-opacity": "0.2",
    "stroke": _AREA_INK,
    "stroke-width": "2",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows (EPSG:27700 metres): a site, how far it has come, and the area that it was told for.

    `around` is the ground that a place known only by its postcode may lie on: then the mark says "about here".
    `wider` than 1 looks from so many times as far away, as where there is nothing near to be seen.
    """

    site: BaseGeometry
    stage: SiteStage
    area: Area | None = None
    around: Polygon | None = None
    wider: float = 1


class Detail(NamedTuple):
    """How much of the ground is drawn: cells no further from the site than so many metres, so many postcodes."""

    cells_within_m: float
    postcodes: int


_DETAILS = (Detail(60, 7), Detail(30, 5))
"""Tried one after the other until the picture is small enough."""

SHARPNESS = 2
"""Pixels of the picture to each of the drawing's own."""

_SPARE = 0.93


def picture_frame(scene: Scene) -> Frame:
    """The ground that the picture of a scene shows."""
    width_px, height_px = SIZE_PX
    shown = scene.around.envelope if scene.around is not None else scene.site
    return frame_on_site(shown, scene.area, (width_px, height_px - round(_SIZES.foot_height)), scene.wider)


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
        element("rect", {"width": width, "height": height, "fill": _GROUND}),
        *_seen(scene, _near(scene, context, detail), frame, detail),
        element("rect", {**foot, "fill": _GROUND}),
        element("path", {"d": f"M0 {frame.height_px}h{width}", "stroke": _INK, "stroke-width": "1"}),
        *scale_bar(frame, _SIZES),
        *_key(scene, frame),
        element("rect", {**border, "fill": "none", "stroke": _INK, "stroke-width": "2"}),
    )
    size: Attributes = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    return document(element("svg", {**size, "font-family": FAMILY}, drawn))


def _near(scene: Scene, context: MapContext, detail: Detail) -> MapContext:
    """The ground with the cells around the site alone: lines all over say no more and weigh twice as much."""
    cells = (cell for cell in context.cells if shapely.dwithin(cell, scene.site, detail.cells_within_m))
    return replace(context, cells=tuple(cells))


def _seen(scene: Scene, context: MapContext, frame: Frame, detail: Detail) -> Iterator[Element]:
    """The ground and what lies on it, the mark last."""
    # Lines without soft edges: a third of the bytes, and at two pixels to one as good.
    yield from _with(ground(context, frame), {"shape-rendering": "crispEdges"})
    if scene.area is not None:
        for drawn in watch_area(scene.area, frame):
            yield from _with((drawn,), _TINTS.get(drawn.get("class", ""), {}))
    x, y = _place(scene, frame)
    taken = [Box(x - 16, y - 16, x + 16, y + 16), north_arrow_box(frame, _SIZES)]
    distance = tuple(_distance(scene, frame, taken))
    yield from _land(scene, frame)
    for name in draw_names(context, frame, _SIZES, taken, detail.postcodes):
        yield from _with((name,), _PLAIN if name.get("class") == "map-postcode" else {})
    yield from distance
    yield from _mark(scene, x, y)
    yield north_arrow(frame, _SIZES)


def _with(drawn: Iterable[Element], attributes: dict[str, str]) -> Iterator[Element]:
    for each in drawn:
        for name, value in attributes.items():
            each.set(name, value)
        yield each


def _place(scene: Scene, frame: Frame) -> tuple[float, float]:
    point = scene.site.intersection(frame.ground).representative_point()
    point = scene.site.representative_point() if point.is_empty else point
    return frame.point_px(point.x, point.y)


def _land(scene: Scene, frame: Frame) -> Iterator[Element]:
    colour = COLOURS[scene.stage]
    look: Attributes = {"fill": colour, "fill-opacity": "0.25", "stroke": colour, "stroke-width": "2.5"}
    if scene.around is not None:
        path = path_of(scene.around, frame, _LAND_VERTICES)
        yield element("path", {**look, "fill": "none", "stroke-dasharray": "6 4", "d": path})
    elif not isinstance(scene.site, Point):
        path = path_of(scene.site, frame, _LAND_VERTICES)
        yield element("path", {**look, "stroke-linejoin": "round", "d": path})


def _mark(scene: Scene, x: float, y: float, radius: float = _SIZES.marker) -> Iterator[Element]:
    """The stage's mark on a disc of paper; a ring where the place is only about here."""
    colour = COLOURS[scene.stage]
    if scene.around is not None:
        ring: Attributes = {"cx": x, "cy": y, "r": radius, "fill": "none"}
        yield element("circle", {**ring, "stroke": PAPER, "stroke-width": radius * 0.7})
        yield element("circle", {**ring, "stroke": colour, "stroke-width": radius * 0.4})
        return
    yield element("circle", {"cx": x, "cy": y, "r": radius * 1.35, "fill": PAPER})
    yield shape(scene.stage, x, y, radius)
    yield element("circle", {"cx": x, "cy": y, "r": radius * 0.3, "fill": PAPER})


def _distance(scene: Scene, frame: Frame, taken: list[Box]) -> Iterator[Element]:
    """A measured line from the area's core to a site beyond it, where it is long enough to be read."""
    if scene.area is None or scene.area.core.intersects(scene.site):
        return
    start = beside_site(scene.site, scene.area)
    if start is None or not frame.ground.contains(start):
        return
    line = shapely.shortest_line(start, scene.site)
    ends = frame.to_px(shapely.get_coordinates(line))
    steps = np.linspace(0, 1, 12)[:, None]
    taken.extend(Box(x - 8, y - 8, x + 8, y + 8) for x, y in (ends[0] + steps * (ends[1] - ends[0])).tolist())
    if line.length / frame.metres_per_px < _SHORTEST_LINE_PX:
        return
    (x0, y0), (x1, y1) = ends.tolist()
    yield element("path", {**_MEASURE, "d": f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"})
    text, x, y = f"{line.length:,.0f} m", (x0 + x1) / 2, (y0 + y1) / 2
    taken.append(text_box(x, y, text, _SIZES.number))
    yield _text(text, x, y, {"text-anchor": "middle", "stroke": _GROUND, "stroke-width": "4"})


def _key(scene: Scene, frame: Frame) -> Iterator[Element]:
    """What the marks mean, at the right of the foot."""
    meanings = list(_meanings(scene, frame))
    y = frame.height_px + _SIZES.foot_height / 2
    x = frame.width_px - 8 - sum(38 + _LETTER * len(text) for _, text in meanings)
    for swatch, text in meanings:
        x += 22
        yield from (_swatch(x, y) if swatch == "area" else _mark(scene, x, y, 7))
        yield _text(text, x + 16, y, {})
        x += 16 + _LETTER * len(text)


def _meanings(scene: Scene, frame: Frame) -> Iterator[tuple[str, str]]:
    if scene.around is not None:
        yield "site", "about here (by postcode)"
    else:
        yield "site", "the site" if scene.stage is SiteStage.OPEN else f"the site ({scene.stage})"
    if scene.area is not None and shapely.dwithin(scene.area.core, frame.ground, scene.area.margin_m):
        yield "area", "your area"


def _swatch(x: float, y: float) -> Iterator[Element]:
    yield element("rect", {**_SWATCH, "x": x - 9, "y": y - 7})


def _text(text: str, x: float, y: float, attributes: Attributes) -> Element:
    size = _SIZES.foot
    return element(
        "text",
        {
            "x": x,
            "y": y + size * 0.35,
            "font-size": size,
            "font-weight": "700",
            "fill": _INK,
            "paint-order": "stroke",
            "stroke-linejoin": "round",
            **attributes,
        },
        text=text,
    )
