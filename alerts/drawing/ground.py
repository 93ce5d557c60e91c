"""What lies under the sites of a map: cells of postcodes, outlines, and the watch area itself."""

from collections.abc import Iterator

import shapely
from shapely import Point

from alerts.drawing.elements import Element, element
from alerts.drawing.frame import Frame
from alerts.drawing.paths import edges, path_of
from alerts.drawing.scene import MapContext
from geo.area import Area

# Of the 60 kB of a map the ground may take these, and cells are drawn only if they fit.
_OUTLINE_VERTICES = 900
_CELL_VERTICES = 2_600
_CURVE_SEGMENTS = 24
_FAR_SEGMENTS = 256
_WIDEST_CIRCLE = 2

_CELL = {"class": "map-cell", "fill": "none", "stroke": "#cfcabd", "stroke-width": "0.8"}
_OUTLINE = {
    "class": "map-outline",
    "fill": "none",
    "stroke": "#7d7566",
    "stroke-width": "1.4",
    "stroke-dasharray": "7 4",
    "stroke-linejoin": "round",
}
_MARGIN = {
    "class": "map-margin",
    "fill": "#1f5c4d",
    "fill-opacity": "0.09",
    "stroke": "#1f5c4d",
    "stroke-opacity": "0.55",
    "stroke-width": "1.5",
    "stroke-dasharray": "2 4",
    "stroke-linecap": "round",
}
_AREA = {
    "class": "map-area",
    "fill": "#1f5c4d",
    "fill-opacity": "0.14",
    "stroke": "#1f5c4d",
    "stroke-width": "3",
    "stroke-linejoin": "round",
}
_CENTRE = {"class": "map-centre", "fill": "none", "stroke": "#1f5c4d", "stroke-width": "2"}


def ground(context: MapContext, frame: Frame) -> Iterator[Element]:
    """The cells and the outlines, each line once."""
    if context.cells:
        yield from _path(path_of(edges(list(context.cells)), frame, _CELL_VERTICES), _CELL)
    if context.outlines:
        lines = edges([outline.geometry for outline in context.outlines])
        yield from _path(path_of(lines, frame, _OUTLINE_VERTICES), _OUTLINE)


def watch_area(area: Area, frame: Frame) -> Iterator[Element]:
    """The core strongly, and softly how far beyond it still counts; a circle is a circle."""
    if isinstance(area.core, Point):
        yield from _circle(area, area.core, frame)
        return
    if area.margin_m:
        reach = shapely.buffer(area.core, area.margin_m, quad_segs=_CURVE_SEGMENTS)
        yield from _path(path_of(reach, frame), _MARGIN)
    yield from _path(path_of(area.core, frame), _AREA)


def _circle(area: Area, centre: Point, frame: Frame) -> Iterator[Element]:
    x, y = frame.point_px(centre.x, centre.y)
    radius_px = area.margin_m / frame.metres_per_px
    if radius_px > _WIDEST_CIRCLE * frame.width_px:
        # Cut to the map: what draws it would otherwise walk a line many times the length of what is seen.
        reach = shapely.buffer(centre, area.margin_m, quad_segs=_FAR_SEGMENTS)
        yield from _path(path_of(reach, frame), _AREA)
    else:
        yield element("circle", {**_AREA, "cx": x, "cy": y, "r": radius_px})
    yield element("path", {**_CENTRE, "d": f"M{x - 6:.1f} {y:.1f}h12M{x:.1f} {y - 6:.1f}v12"})


def _path(path: str, attributes: dict[str, str]) -> Iterator[Element]:
    if path:
        yield element("path", {**attributes, "d": path})
