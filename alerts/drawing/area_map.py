"""A map of a watch area and the applications in it, drawn as one SVG; never asks anybody for a tile.

The drawing has no style of its own, which a strict content security policy would refuse: attributes say how it looks
alone, and a page's style sheet says otherwise by class. Classes: `map`, `map-ground`, `map-foot`, `map-cell`,
`map-outline`, `map-margin`, `map-area`, `map-centre`, `map-land-…`, `map-leader`, `map-item`, `map-site-open`,
`map-site-decided`, `map-site-withdrawn`, `map-number`, `map-name`, `map-postcode`, `map-scale`,
`map-legend`, `map-north`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from alerts.domain.stage import stage_words
from alerts.drawing.elements import Attributes, Element, document, element, words
from alerts.drawing.frame import Frame, frame_around
from alerts.drawing.furniture import legend, north_arrow, north_arrow_box, scale_bar
from alerts.drawing.ground import ground, watch_area
from alerts.drawing.markers import Marker, draw_markers, place_markers
from alerts.drawing.names import draw_names
from alerts.drawing.scene import MapContext, MapSite, Outline, PostcodeLabel, SiteStage
from alerts.drawing.type_sizes import TypeSizes, sizes_for
from alerts.language import _
from geo.area import Area

__all__ = [
    "MapContext",
    "MapSite",
    "Outline",
    "PostcodeLabel",
    "SiteStage",
    "draw_area_map",
    "ground_size_px",
]

SIZE_PX = (760, 520)
MOST_SITES = 60
"""Sites beyond these are left to the list: marks on marks tell nobody anything."""

MOST_BYTES = 60_000
"""A map is a part of a page: where it would be larger it goes without cells."""

_LONGEST_TITLE = 200
_PAPER = "#f7f5ef"
_FONT = "Atkinson Hyperlegible, system-ui, sans-serif"


def draw_area_map(
    area: Area | None,
    sites: Sequence[MapSite],
    context: MapContext,
    *,
    size_px: tuple[int, int] = SIZE_PX,
    title: str,
) -> str:
    """An SVG that stands in a page or alone: the area, its sites under their numbers, and the ground around.

    Geometry in EPSG:27700 metres. Where there is no area the sites are framed. The picture has the role of an image
    with a title and a description; the sites' links lie beside it, as an image may hold none. At most 60 kB.
    """
    drawing = _drawn(area, sites, context, size_px, title)
    if len(drawing.encode()) <= MOST_BYTES:
        return drawing
    return _drawn(area, sites, replace(context, cells=()), size_px, title)


def ground_size_px(size_px: tuple[int, int] = SIZE_PX) -> tuple[int, int]:
    """The pixels of a map that show ground: what stands below it takes the rest."""
    width, height = size_px
    return width, height - round(sizes_for(width).foot_height)


def _drawn(
    area: Area | None, sites: Sequence[MapSite], context: MapContext, size_px: tuple[int, int], title: str
) -> str:
    sizes = sizes_for(size_px[0])
    frame = frame_around(area, sites[:MOST_SITES], ground_size_px(size_px))
    markers = place_markers(sites[:MOST_SITES], frame, sizes) if frame else ()
    described = _described(title, markers, len(sites))
    if frame is None:
        return document(_root(size_px, title, (*described, *_nowhere(size_px, sizes))))
    picture = element("g", {"role": "img"}, (*described, *_picture(area, markers, context, frame, sizes)))
    stages = tuple(stage for stage in SiteStage if any(marker.site.stage is stage for marker in markers))
    foot = (*scale_bar(frame, sizes), *legend(stages, frame, sizes))
    below = element("g", {"class": "map-foot", "aria-hidden": "true"}, foot)
    return document(_root(size_px, title, (picture, draw_markers(markers, frame, sizes), below)))


def _picture(
    area: Area | None, markers: Sequence[Marker], context: MapContext, frame: Frame, sizes: TypeSizes
) -> Iterator[Element]:
    taken = [*(marker.box for marker in markers), north_arrow_box(frame, sizes)]
    size: Attributes = {"width": frame.width_px, "height": frame.height_px}
    drawn = (
        element("rect", {"class": "map-ground", "fill": _PAPER, **size}),
        *ground(context, frame),
        *(watch_area(area, frame) if area else ()),
        *draw_names(context, frame, sizes, taken),
        north_arrow(frame, sizes),
    )
    # An SVG within cuts off what reaches over its edge without a clip path, which would need an id of its own.
    yield element("svg", {**size, "overflow": "hidden"}, drawn)


def _described(title: str, markers: Sequence[Marker], site_count: int) -> tuple[Element, Element]:
    counts = [
        f"{count} {stage_words(stage)}"
        for stage in SiteStage
        if (count := sum(marker.site.stage is stage for marker in markers))
    ]
    said = _("Applications on the map: {counts}. North is up. The list says the same.")
    said = said.format(counts=", ".join(counts) or _("none"))
    if site_count > MOST_SITES:
        more = _("The map shows the first {count} of the list.").format(count=MOST_SITES)
        said = f"{said} {more}"
    return element("title", text=words(title, _LONGEST_TITLE) or _("Map")), element("desc", text=said)


def _nowhere(size_px: tuple[int, int], sizes: TypeSizes) -> Iterator[Element]:
    width, height = size_px
    yield element("rect", {"class": "map-ground", "fill": _PAPER, "width": width, "height": height})
    middle: Attributes = {"x": width / 2, "y": height / 2, "text-anchor": "middle", "font-size": sizes.name}
    yield element(
        "text", {"class": "map-name", "fill": "#57503f", **middle}, text=_("No place is known to draw")
    )


def _root(size_px: tuple[int, int], title: str, children: Sequence[Element]) -> Element:
    width, height = size_px
    attributes: Attributes = {
        "class": "map",
        "role": "group",
        "aria-label": words(title, _LONGEST_TITLE) or _("Map"),
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "font-family": _FONT,
    }
    return element("svg", attributes, children)
