"""The one door to projection: WGS84 longitude and latitude to British National Grid metres and back.

OSTN15 by `convertbng`, within a centimetre of Ordnance Survey's test points. ETRS89 is taken as WGS84: they
differ by under a metre, which planning registers do not know. The transformation has no answer far from the
coast (NaN); it does answer in Ireland and the Isle of Man, which `is_in_great_britain` tells apart.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
import shapely
from convertbng.cutil import convert_bng, convert_lonlat
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import OutsideGreatBritain

Geometry = TypeVar("Geometry", bound=BaseGeometry)
Floats = NDArray[np.float64]

# `convertbng` hands several points to threads of its own: milliseconds until they wake where others have the cores, for
# an outline of ten corners. A point by itself it converts at once.
_FEW = 32


class GridPoint(NamedTuple):
    """A point in EPSG:27700, metres."""

    easting: float
    northing: float


class LonLat(NamedTuple):
    """A point in WGS84, degrees, longitude first."""

    lon: float
    lat: float


def to_grid(lon: float, lat: float) -> GridPoint:
    """The grid point of a WGS84 longitude and latitude; OutsideGreatBritain where OSTN15 has no answer."""
    eastings, northings = convert_bng([lon], [lat])
    if not (np.isfinite(eastings[0]) and np.isfinite(northings[0])):
        raise OutsideGreatBritain(f"Longitude {lon:g}, latitude {lat:g} is outside Great Britain.")
    return GridPoint(float(eastings[0]), float(northings[0]))


def to_lonlat(easting: float, northing: float) -> LonLat:
    """The WGS84 longitude and latitude of a grid point; OutsideGreatBritain where OSTN15 has no answer."""
    lons, lats = convert_lonlat([easting], [northing])
    if not (np.isfinite(lons[0]) and np.isfinite(lats[0])):
        raise OutsideGreatBritain(f"Easting {easting:g}, northing {northing:g} is outside Great Britain.")
    return LonLat(float(lons[0]), float(lats[0]))


def arrays_to_grid(lons: ArrayLike, lats: ArrayLike) -> tuple[Floats, Floats]:
    """Eastings and northings of many points; NaN where OSTN15 has no answer."""
    return _converted(convert_bng, lons, lats)


def arrays_to_lonlat(eastings: ArrayLike, northings: ArrayLike) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of many points; NaN where OSTN15 has no answer."""
    return _converted(convert_lonlat, eastings, northings)


def geometry_to_grid(geometry: Geometry) -> Geometry:
    """A WGS84 geometry in grid metres (2D); OutsideGreatBritain if any vertex has no answer."""
    coordinates = shapely.get_coordinates(geometry)
    return _replaced(geometry, *arrays_to_grid(coordinates[:, 0], coordinates[:, 1]))


def geometry_to_lonlat(geometry: Geometry) -> Geometry:
    """A grid geometry in WGS84 degrees (2D); OutsideGreatBritain if any vertex has no answer."""
    coordinates = shapely.get_coordinates(geometry)
    return _replaced(geometry, *arrays_to_lonlat(coordinates[:, 0], coordinates[:, 1]))


def is_in_great_britain(lon: float, lat: float) -> bool:
    """Whether a WGS84 point lies within the bounds of Great Britain and not in Ireland or the Isle of Man.

    Bounds, not the coast: a point in the sea off Brighton passes. No part of Britain lies in the pieces cut
    out: Kintyre and Islay lie north of the first and second, Pembrokeshire east, Scilly south.
    """
    if not (-9.0 <= lon <= 2.0 and 49.8 <= lat <= 61.0):
        return False
    in_ireland = (lon <= -5.42 and 51.0 <= lat < 55.26) or (lon <= -6.1 and 51.0 <= lat < 55.45)
    in_man = -4.9 <= lon <= -4.25 and 54.0 <= lat <= 54.45
    return not (in_ireland or in_man)


def is_in_northern_ireland(lon: float, lat: float) -> bool:
    """Whether a WGS84 point lies in the north-east of Ireland, whose planning register is another; bounds alone."""
    return -8.2 <= lon <= -5.4 and 54.0 <= lat <= 55.35 and not is_in_great_britain(lon, lat)


def _converted(
    convert: Callable[[Any, Any], tuple[Floats, Floats]], xs: ArrayLike, ys: ArrayLike
) -> tuple[Floats, Floats]:
    x, y = (np.ascontiguousarray(values, dtype=np.float64) for values in (xs, ys))
    if len(x) > _FEW:
        return convert(x, y)
    points = [convert(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    first, second = np.array(points, dtype=np.float64).reshape(-1, 2).T.copy()
    return first, second


def _replaced(geometry: Geometry, xs: Floats, ys: Floats) -> Geometry:
    # Checked before they enter a ring: one NaN would break the ring with an error about closing it.
    if not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        raise OutsideGreatBritain("Part of this shape is outside Great Britain.")
    return shapely.set_coordinates(shapely.force_2d(geometry), np.column_stack((xs, ys)))
