"""GPX as walkers' devices and route planners write it: tracks and routes; waypoints are passed over; pure."""

from collections.abc import Sequence

from geo.drawn.drawing import MAX_RECORDED, Drawing, Line, drawing, position_from_text
from geo.drawn.xml import Element
from geo.errors import ShapeReason, ShapeRefused
from geo.grid import LonLat

_POINTS = ("trkpt", "rtept")
_ENDS = ("trk", "rte")


def read_gpx(elements: Sequence[Element]) -> Drawing:
    """One line a track or route: a break within a track is the device's, not the walker's. Raises ShapeRefused."""
    lines: list[Line] = []
    points: list[LonLat] = []
    count = 0
    for element in elements:
        if element.name in _POINTS:
            count += 1
            if count > MAX_RECORDED:
                raise ShapeRefused(ShapeReason.TOO_MANY_POINTS)
            found = element.attributes
            points.append(position_from_text(found.get("lon", ""), found.get("lat", "")))
        elif element.name in _ENDS:
            lines.append(tuple(points))
            points = []
    return drawing((), (line for line in lines if line), is_recorded=True)
