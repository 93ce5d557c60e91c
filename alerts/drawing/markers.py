"""The sites of a map: their land, and a numbered mark whose colour and shape both tell the stage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from shapely import Point

from alerts.domain.stage import stage_words
from alerts.drawing.elements import Attributes, Element, element, safe_link, words
from alerts.drawing.frame import Frame
from alerts.drawing.paths import path_of
from alerts.drawing.scene import MapSite, SiteStage
from alerts.drawing.spreading import Box, spread
from alerts.drawing.type_sizes import TypeSizes

COLOURS = {SiteStage.OPEN: "#b8410f", SiteStage.DECIDED: "#1d4e89", SiteStage.WITHDRAWN: "#57534e"}
PAPER = "#ffffff"

# Of a cross, in radii of a disc: how deep the notches between its arms lie, and how far the arms reach.
_CROSS_NOTCH = 0.74
_CROSS_REACH = 0.8

_LONGEST_LABEL = 80
_LAND_VERTICES = 900
_LEADER = {"class": "map-leader", "fill": "none", "stroke": "#44403c", "stroke-linecap": "round"}


@dataclass(frozen=True, slots=True)
class Marker:
    """A site on the map: where it truly is and where its mark stands, in pixels."""

    site: MapSite
    place: tuple[float, float]
    mark: tuple[float, float]
    radius: float

    @property
    def is_moved(self) -> bool:
        return hypot(self.mark[0] - self.place[0], self.mark[1] - self.place[1]) > self.radius * 0.6

    @property
    def box(self) -> Box:
        (x, y), radius = self.mark, self.radius
        return Box(x - radius, y - radius, x + radius, y + radius)


def place_markers(sites: Sequence[MapSite], frame: Frame, sizes: TypeSizes) -> tuple[Marker, ...]:
    """The marks of the sites that the map shows, none on another."""
    shown = []
    for site in sites:
        if site.geometry.is_empty:
            continue
        point = site.geometry.intersection(frame.ground).representative_point()
        if not point.is_empty:
            shown.append((site, frame.point_px(point.x, point.y)))
    places = np.array([place for _, place in shown], dtype=np.float64).reshape(-1, 2)
    gap = 2 * sizes.marker + 3
    marks = spread(places, gap, frame.width_px, frame.height_px).tolist()
    return tuple(
        Marker(site, place, (x, y), sizes.marker) for (site, place), (x, y) in zip(shown, marks, strict=True)
    )


def draw_markers(markers: Sequence[Marker], frame: Frame, sizes: TypeSizes) -> Element:
    """Land first, then leaders, then the marks, the lowest number on top."""
    with_land = [marker for marker in markers if not isinstance(marker.site.geometry, Point)]
    room = _LAND_VERTICES // max(1, len(with_land))
    land = (drawn for marker in with_land for drawn in _land(marker, frame, max(12, room)))
    marks = (_linked(marker, sizes) for marker in reversed(markers))
    # What all numbers share stands once.
    shared: Attributes = {
        "font-size": sizes.number,
        "font-weight": "700",
        "text-anchor": "middle",
        "fill": PAPER,
    }
    return element("g", {"class": "map-sites", **shared}, (*land, *_leaders(markers), *marks))


def shape(stage: SiteStage, x: float, y: float, radius: float) -> Element:
    """The mark of a stage: a disc, a square or a cross, each broad enough to bear a number."""
    name = {"class": f"map-site map-site-{stage}"}
    filled: Attributes = {**name, "fill": COLOURS[stage], "stroke": PAPER, "stroke-width": "1.5"}
    if stage is SiteStage.OPEN:
        return element("circle", {**filled, "cx": x, "cy": y, "r": radius})
    if stage is SiteStage.DECIDED:
        side = radius * 1.8
        corner: Attributes = {"x": x - side / 2, "y": y - side / 2, "width": side, "height": side, "rx": "2"}
        return element("rect", {**filled, **corner})
    return element("path", {**filled, "stroke-linejoin": "round", "d": _cross(x, y, radius)})


def _cross(x: float, y: float, radius: float) -> str:
    """A saltire: from each notch out to the two corners of an arm and back to the next notch."""
    notch, reach = radius * _CROSS_NOTCH, radius * _CROSS_REACH
    half_arm = notch / 2
    out, back = reach + half_arm, reach - half_arm
    corners = [
        (0, -notch), (back, -out), (out, -back), (notch, 0), (out, back), (back, out),
        (0, notch), (-back, out), (-out, back), (-notch, 0), (-out, -back), (-back, -out),
    ]  # fmt: skip
    return "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "z"


def _linked(marker: Marker, sizes: TypeSizes) -> Element:
    site = marker.site
    said = f"{site.number}. {words(site.label, _LONGEST_LABEL)} ({stage_words(site.stage)})"
    children = (
        element("title", text=said),
        shape(site.stage, *marker.mark, marker.radius),
        _number(marker, sizes),
    )
    link = safe_link(site.link)
    if link is None:
        return element("g", {"class": "map-item"}, children)
    # The list beside the map has the same links: the keyboard need not pass them twice.
    return element("a", {"class": "map-item", "href": link, "tabindex": "-1"}, children)


def _number(marker: Marker, sizes: TypeSizes) -> Element:
    (x, y), digits = marker.mark, str(marker.site.number)
    is_narrow = len(digits) > 2 or marker.site.stage is SiteStage.WITHDRAWN
    size = sizes.number * (0.82 if is_narrow else 1)
    # The title says the number too; alone it would be read as a loose one.
    attributes: Attributes = {"class": "map-number", "aria-hidden": "true", "x": x, "y": y + size * 0.35}
    return element("text", {**attributes, "font-size": size} if is_narrow else attributes, text=digits)


def _land(marker: Marker, frame: Frame, most_vertices: int) -> Iterator[Element]:
    path = path_of(marker.site.geometry, frame, most_vertices)
    if path:
        colour = COLOURS[marker.site.stage]
        drawn: Attributes = {
            "fill": colour,
            "fill-opacity": "0.22",
            "stroke": colour,
            "stroke-width": "1.5",
            "d": path,
        }
        yield element("path", {"class": f"map-land map-land-{marker.site.stage}", **drawn})


def _leaders(markers: Sequence[Marker]) -> Iterator[Element]:
    """A dot where each site truly is whose mark had to give way, and a line from there to the mark."""
    moved = [(marker.place, marker.mark) for marker in markers if marker.is_moved]
    if moved:
        lines = "".join(f"M{x:.1f} {y:.1f}L{mark_x:.1f} {mark_y:.1f}" for (x, y), (mark_x, mark_y) in moved)
        dots = "".join(f"M{x:.1f} {y:.1f}h0" for (x, y), _ in moved)
        yield element("path", {**_LEADER, "stroke-width": "1.2", "d": lines})
        yield element("path", {**_LEADER, "stroke-width": "5", "d": dots})
