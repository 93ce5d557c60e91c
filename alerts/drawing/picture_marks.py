"""What stands on the ground of a small picture, and the words at its foot that say what it means."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely import Point

from alerts.domain.stage import stage_words
from alerts.drawing.elements import Attributes, Element, element
from alerts.drawing.frame import Frame
from alerts.drawing.markers import COLOURS, PAPER, shape
from alerts.drawing.paths import path_of
from alerts.drawing.picture_frame import beside_site
from alerts.drawing.picture_scene import SIZES, Scene
from alerts.drawing.scene import SiteStage
from alerts.drawing.spreading import Box, text_box
from alerts.language import _

GROUND = "#f7f5ef"
INK = "#44403c"

_AREA_INK = "#1f5c4d"
_LETTER = SIZES.foot * 0.53
_SHORTEST_LINE_PX = 46.0
_LAND_VERTICES = 700
_MEASURE: Attributes = {
    "stroke": INK,
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


def place(scene: Scene, frame: Frame) -> tuple[float, float]:
    point = scene.site.intersection(frame.ground).representative_point()
    point = scene.site.representative_point() if point.is_empty else point
    return frame.point_px(point.x, point.y)


def land(scene: Scene, frame: Frame) -> Iterator[Element]:
    colour = COLOURS[scene.stage]
    look: Attributes = {"fill": colour, "fill-opacity": "0.25", "stroke": colour, "stroke-width": "2.5"}
    if scene.around is not None:
        path = path_of(scene.around, frame, _LAND_VERTICES)
        yield element("path", {**look, "fill": "none", "stroke-dasharray": "6 4", "d": path})
    elif not isinstance(scene.site, Point):
        path = path_of(scene.site, frame, _LAND_VERTICES)
        yield element("path", {**look, "stroke-linejoin": "round", "d": path})


def mark(scene: Scene, x: float, y: float, radius: float = SIZES.marker) -> Iterator[Element]:
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


def distance(scene: Scene, frame: Frame, taken: list[Box]) -> Iterator[Element]:
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
    taken.append(text_box(x, y, text, SIZES.number))
    yield _text(text, x, y, {"text-anchor": "middle", "stroke": GROUND, "stroke-width": "4"})


def key(scene: Scene, frame: Frame) -> Iterator[Element]:
    """What the marks mean, at the right of the foot."""
    meanings = list(_meanings(scene, frame))
    y = frame.height_px + SIZES.foot_height / 2
    x = frame.width_px - 8 - sum(38 + _LETTER * len(text) for _swatch_name, text in meanings)
    for swatch, text in meanings:
        x += 22
        yield from (_swatch(x, y) if swatch == "area" else mark(scene, x, y, 7))
        yield _text(text, x + 16, y, {})
        x += 16 + _LETTER * len(text)


def _meanings(scene: Scene, frame: Frame) -> Iterator[tuple[str, str]]:
    if scene.around is not None:
        yield "site", _("about here (by postcode)")
    elif scene.stage is SiteStage.OPEN:
        yield "site", _("the site")
    else:
        yield "site", _("the site ({stage})").format(stage=stage_words(scene.stage))
    if scene.area is not None and shapely.dwithin(scene.area.core, frame.ground, scene.area.margin_m):
        yield "area", _("your area")


def _swatch(x: float, y: float) -> Iterator[Element]:
    yield element("rect", {**_SWATCH, "x": x - 9, "y": y - 7})


def _text(text: str, x: float, y: float, attributes: Attributes) -> Element:
    size = SIZES.foot
    return element(
        "text",
        {
            "x": x,
            "y": y + size * 0.35,
            "font-size": size,
            "font-weight": "700",
            "fill": INK,
            "paint-order": "stroke",
            "stroke-linejoin": "round",
            **attributes,
        },
        text=text,
    )
