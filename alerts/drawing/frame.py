"""The piece of ground that a map shows, and how its metres become pixels; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from alerts.drawing.scene import MapSite
from geo.area import Area

# Nearer than this a map says nothing of where in a street something is.
_LEAST_ACROSS_M = 180.0
_ROOM_ROUND = 0.07

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A map's north-west corner (EPSG:27700 metres), its scale and its size in pixels; north is up."""

    west: float
    north: float
    metres_per_px: float
    width_px: float
    height_px: float

    @property
    def ground(self) -> Polygon:
        """All that the map shows, in EPSG:27700 metres."""
        east = self.west + self.width_px * self.metres_per_px
        south = self.north - self.height_px * self.metres_per_px
        return shapely.box(self.west, south, east, self.north)

    def to_px(self, coordinates: Floats) -> Floats:
        """Pixels right and down from the corner, of n × 2 eastings and northings."""
        offsets = (coordinates - (self.west, self.north)) * (1, -1)
        return offsets / self.metres_per_px

    def point_px(self, easting: float, northing: float) -> tuple[float, float]:
        """Pixels right and down of one grid point."""
        x, y = self.to_px(np.array([(easting, northing)]))[0].tolist()
        return x, y

    def shows(self, x_px: float, y_px: float) -> bool:
        """Whether a point in pixels lies on the map."""
        return 0 <= x_px <= self.width_px and 0 <= y_px <= self.height_px


def frame_around(area: Area | None, sites: Sequence[MapSite], size_px: tuple[int, int]) -> Frame | None:
    """The frame that shows an area whole or, where there is none, all sites; None where there is neither."""
    bounds = area.bounds if area is not None else _bounds_of(sites)
    if bounds is None:
        return None
    west, south, east, north = bounds
    width_px, height_px = size_px
    across, down = (max(length * (1 + 2 * _ROOM_ROUND), 1.0) for length in (east - west, north - south))
    scale = max(across / width_px, down / height_px, _LEAST_ACROSS_M / min(size_px))
    return Frame(
        west=(west + east - width_px * scale) / 2,
        north=(south + north + height_px * scale) / 2,
        metres_per_px=scale,
        width_px=width_px,
        height_px=height_px,
    )


def _bounds_of(sites: Sequence[MapSite]) -> tuple[float, float, float, float] | None:
    geometries = [site.geometry for site in sites if not site.geometry.is_empty]
    if not geometries:
        return None
    west, south, east, north = shapely.total_bounds(geometries).tolist()
    return west, south, east, north
