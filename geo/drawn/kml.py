"""KML as map programs write it: polygons, or where there are none lines; pure."""

from collections.abc import Sequence

from geo.drawn.drawing import MAX_VERTICES, Drawing, Line, drawing, position_from_text
from geo.drawn.xml import Element
from geo.errors import ShapeReason, ShapeRefused
from geo.grid import LonLat

_LINES = ("LineString", "LinearRing")


def read_kml(elements: Sequence[Element]) -> Drawing:
    """The drawing in the elements of a KML document. Raises ShapeRefused."""
    outlines: list[Line] = []
    lines: list[Line] = []
    for element in elements:
        if element.name != "coordinates":
            continue
        if "innerBoundaryIs" in element.path:
            raise ShapeRefused(ShapeReason.HAS_HOLES)
        if "Polygon" in element.path:
            outlines.append(_line(element.text))
        elif element.path[-2:-1] and element.path[-2] in _LINES:
            lines.append(_line(element.text))
    return drawing(outlines, () if outlines else lines)


def _line(text: str) -> Line:
    """`-0.14,51.55,0 -0.13,51.55,0`: longitude first, heights dropped."""
    written = text.split()
    if len(written) > MAX_VERTICES + 1:
        raise ShapeRefused(ShapeReason.TOO_MANY_POINTS)
    return tuple(_position(each) for each in written)


def _position(written: str) -> LonLat:
    lon, _, rest = written.partition(",")
    return position_from_text(lon, rest.partition(",")[0])
