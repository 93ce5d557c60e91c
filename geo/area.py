"""A watch area's geometry and the one rule of what lies in it; pure."""

from dataclasses import dataclass
from math import atan2, degrees, isfinite

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# Inside includes the edge. Published coordinates are rounded to 0.1 m or coarser, so a site that is said to be on
# the line may be computed a hair beyond it; a false alert costs a line, a missed one the days to comment.
EDGE_TOLERANCE_M = 0.1

_WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@dataclass(frozen=True, slots=True)
class Area:
    """A core (EPSG:27700, metres) and how far beyond its edge still counts, in metres.

    Postcode: its cell and the person's margin. Ward, authority, drawn shape: the polygon and 0. Circle: a point
    and the radius; never a polygon, whose corners cut a circle short. ValueError for an empty core or a margin
    that is not a distance.
    """

    core: BaseGeometry
    margin_m: float

    def __post_init__(self) -> None:
        if self.core.is_empty:
            raise ValueError("an area needs a core that is somewhere")
        if not (isfinite(self.margin_m) and self.margin_m >= 0):
            raise ValueError(f"a margin is a distance in metres, not {self.margin_m}")

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all that can touch this area, in metres."""
        west, south, east, north = self.core.bounds
        reach = reach_m(self.margin_m)
        return west - reach, south - reach, east + reach, north + reach

    def to_wkb(self) -> bytes:
        """The core as well-known binary; the margin is kept beside it."""
        return shapely.to_wkb(self.core)


def area_from_wkb(wkb: bytes, margin_m: float) -> Area:
    """The area whose core was stored by `Area.to_wkb`."""
    return Area(shapely.from_wkb(wkb), margin_m)


def reach_m(margin_m: float) -> float:
    """The greatest distance from a core, in metres, at which a site still touches its area."""
    return margin_m + EDGE_TOLERANCE_M


def distance_m(area: Area, site: BaseGeometry) -> float:
    """Metres from the nearest edge of the site to the nearest edge of the core; 0 where they meet."""
    return float(shapely.distance(area.core, site))


def touches(area: Area, site: BaseGeometry) -> bool:
    """Whether a site (EPSG:27700) lies in the area: the one rule of all kinds of watch area."""
    return distance_m(area, site) <= reach_m(area.margin_m)


def compass_direction(from_geometry: BaseGeometry, to_geometry: BaseGeometry) -> str:
    """The wind, of eight, in which one geometry lies from another: "north-east".

    Between centroids, by grid north, which is within 3 degrees of true north. Empty where the two coincide.
    """
    start, end = from_geometry.centroid, to_geometry.centroid
    return _wind(end.x - start.x, end.y - start.y)


def compass_directions(from_geometries: NDArray[np.object_], to_geometries: NDArray[np.object_]) -> list[str]:
    """The same of many pairs of geometries."""
    start, end = (
        shapely.get_coordinates(shapely.centroid(each)) for each in (from_geometries, to_geometries)
    )
    return [_wind(east, north) for east, north in (end - start).tolist()]


def _wind(east: float, north: float) -> str:
    if east == north == 0:
        return ""
    return _WINDS[round(degrees(atan2(east, north)) / 45) % 8]


def points_touching(
    area: Area, eastings: NDArray[np.float64], northings: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which of many points (EPSG:27700, metres) lie in the area, as `touches` says of each.

    Those within the core are told first, without making a geometry of each.
    """
    shapely.prepare(area.core)
    found = np.asarray(shapely.intersects_xy(area.core, eastings, northings), dtype=np.bool_)
    outside = np.flatnonzero(~found)
    points = shapely.points(np.column_stack((eastings[outside], northings[outside])))
    found[outside] = shapely.dwithin(area.core, points, reach_m(area.margin_m))
    return found
