"""The ground of a map from the gazetteer and the boundaries: what is near enough to be seen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import hypot
from statistics import median

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from alerts.drawing.area_map import SIZE_PX, ground_size_px
from alerts.drawing.frame import Frame, frame_around
from alerts.drawing.scene import MapContext, MapSite, Outline, PostcodeLabel
from geo.area import Area
from geo.boundaries import Boundary
from geo.gazetteer import Gazetteer, Neighbour
from geo.postcode import Postcode

MOST_CELLS = 600
"""Where a map would show more they are too small to be seen: then only those of the area, or none."""

# Postcodes are read one by one: 25,000 of them, as within this distance of King's Cross, take 60 ms.
_WIDEST_M = 4_000.0
# Cells at the edge are cut by neighbours beyond it.
_BEYOND = 1.15
_MOST_LABELS = 250
# Scales, in metres a pixel, up to which a map names single postcodes, and sectors; beyond, only districts.
_NAMES_POSTCODES = 2.4
_NAMES_SECTORS = 6.0

_Points = list[tuple[float, float]]


def map_context(
    gazetteer: Gazetteer,
    boundaries: Iterable[Boundary],
    area: Area | None,
    sites: Sequence[MapSite] = (),
    *,
    size_px: tuple[int, int] = SIZE_PX,
) -> MapContext:
    """The ground that `draw_area_map` of the same area, sites and size shows; EPSG:27700 metres.

    Cells only where the map is so near that they can be told apart, names by its scale. GazetteerMissing where
    there is no gazetteer.
    """
    frame = frame_around(area, sites, ground_size_px(size_px))
    return MapContext() if frame is None else context_in(frame, gazetteer, boundaries, area)


def context_in(
    frame: Frame, gazetteer: Gazetteer, boundaries: Iterable[Boundary], area: Area | None
) -> MapContext:
    """The ground of one frame; GazetteerMissing where there is no gazetteer."""
    outlines = tuple(
        Outline(boundary.name, boundary.geometry)
        for boundary in boundaries
        if shapely.intersects(boundary.geometry, frame.ground)
    )
    near = _neighbours(gazetteer, frame)
    middle = area.core.centroid if area is not None else frame.ground.centroid
    return MapContext(_cells(near, area, frame), outlines, _labels(near, middle, frame))


def _neighbours(gazetteer: Gazetteer, frame: Frame) -> list[Neighbour]:
    centre = frame.ground.centroid
    reach_m = hypot(frame.width_px, frame.height_px) / 2 * frame.metres_per_px * _BEYOND
    return gazetteer.neighbours(centre.x, centre.y, reach_m) if reach_m <= _WIDEST_M else []


def _cells(near: Sequence[Neighbour], area: Area | None, frame: Frame) -> tuple[Polygon, ...]:
    """The cells on the map, made at once: each alone, as for a watch area, would take ten times as long."""
    points = sorted({(neighbour.easting, neighbour.northing) for neighbour in near})
    shown = _shown(points, area, frame)
    if shown is None or len(points) < 2:
        return ()
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=frame.ground).geoms
    return tuple(cell for cell in cells if isinstance(cell, Polygon) and cell.intersects(shown))


def _shown(points: _Points, area: Area | None, frame: Frame) -> BaseGeometry | None:
    """The ground to draw cells on: the whole map, or the area alone, or none where there would be too many."""
    reach = None if area is None else area.core.buffer(area.margin_m)
    for ground in (frame.ground, reach):
        if (
            ground is not None
            and shapely.contains_xy(ground, np.array(points).reshape(-1, 2)).sum() <= MOST_CELLS
        ):
            return ground
    return None


def _labels(near: Sequence[Neighbour], middle: Point, frame: Frame) -> tuple[PostcodeLabel, ...]:
    """Postcodes, sectors or districts by the scale of the map, those nearest the middle of the area first."""
    named: dict[str, _Points] = defaultdict(list)
    for neighbour in near:
        named[_name(neighbour.postcode, frame.metres_per_px)].append((neighbour.easting, neighbour.northing))
    labels = [PostcodeLabel(name, *map(median, zip(*points, strict=True))) for name, points in named.items()]
    ordered = sorted(labels, key=lambda label: hypot(label.easting - middle.x, label.northing - middle.y))
    return tuple(ordered[:_MOST_LABELS])


def _name(postcode: Postcode, metres_per_px: float) -> str:
    if metres_per_px <= _NAMES_POSTCODES:
        return postcode.display
    return postcode.sector if metres_per_px <= _NAMES_SECTORS else postcode.outward
