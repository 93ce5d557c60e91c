"""The piece of ground that a small picture of one site shows: streets, and as much of the watch area as fits; pure."""

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from alerts.drawing.frame import Frame
from geo.area import Area

NEAREST_M_PER_PX = 0.7
FARTHEST_M_PER_PX = 1.2
"""Between these the ground is looked at: 390 to 670 metres across 560 pixels."""

_ROOM_PX = 44.0
_LARGEST_SHARE = 0.7


def frame_on_site(site: BaseGeometry, area: Area | None, size_px: tuple[int, int], wider: float = 1) -> Frame:
    """The frame with the site in the middle or, where that lets one see how it lies to the area, a little off it.

    Geometry in EPSG:27700 metres. A site that is larger than a street is shown whole all the same.
    """
    scale = max(NEAREST_M_PER_PX * wider, _scale_for(site, size_px, _LARGEST_SHARE))
    beside = beside_site(site, area) if area is not None else None
    if beside is not None:
        both = shapely.union_all([shapely.box(*site.bounds), beside])
        needed = max(scale, _scale_for(both, (size_px[0] - 2 * _ROOM_PX, size_px[1] - 2 * _ROOM_PX), 1))
        if needed <= max(scale, FARTHEST_M_PER_PX * wider):
            return _centred(both, needed, size_px)
    return _centred(site, scale, size_px)


def beside_site(site: BaseGeometry, area: Area) -> Point | None:
    """The point of an area's core nearest to the site; where the site lies in it, of the area's edge."""
    if not area.core.intersects(site):
        return _nearest(area.core, site)
    return _nearest(area.core.boundary, site) if area.core.area else None


def _nearest(geometry: BaseGeometry, site: BaseGeometry) -> Point | None:
    return None if geometry.is_empty else Point(shapely.shortest_line(geometry, site).coords[0])


def _scale_for(geometry: BaseGeometry, size_px: tuple[float, float], share: float) -> float:
    west, south, east, north = geometry.bounds
    return float(max((east - west) / size_px[0], (north - south) / size_px[1]) / share)


def _centred(geometry: BaseGeometry, scale: float, size_px: tuple[int, int]) -> Frame:
    west, south, east, north = geometry.bounds
    width_px, height_px = size_px
    return Frame(
        west=(west + east - width_px * scale) / 2,
        north=(south + north + height_px * scale) / 2,
        metres_per_px=scale,
        width_px=width_px,
        height_px=height_px,
    )
