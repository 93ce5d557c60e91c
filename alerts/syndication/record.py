"""What of an application is open data: the columns, in order, and its place in degrees."""

from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from alerts.domain.application import Application
from alerts.syndication.columns import OF_APPLICATION
from geo.grid import geometry_to_lonlat, to_lonlat

Value = str | bool | date | None

COLUMNS = tuple(column.name for column in OF_APPLICATION)


def public_record(application: Application) -> dict[str, str | bool | None]:
    """The application's own columns as JSON has them: dates as YYYY-MM-DD, nothing as None."""
    return {name: _plain(value) for name, value in zip(COLUMNS, public_values(application), strict=True)}


def public_values(application: Application) -> tuple[Value, ...]:
    """The same as they are, in the order of the columns."""
    site = application.site
    return tuple(
        (site.precision if site else None) if name == "site_precision" else getattr(application, name)
        for name in COLUMNS
    )


def centre(application: Application) -> tuple[float, float] | None:
    """Longitude and latitude (WGS84, 6 decimals) of the site's centre, or None where it has no place."""
    if application.site is None:
        return None
    point = application.site.geometry.centroid
    place = to_lonlat(point.x, point.y)
    return round(place.lon, 6), round(place.lat, 6)


def geometry(application: Application) -> dict[str, Any] | None:
    """The site as GeoJSON (RFC 7946: WGS84, longitude first), or None."""
    return None if application.site is None else shape_in_degrees(application.site.geometry)


def shape_in_degrees(shape: BaseGeometry) -> dict[str, Any]:
    """A geometry in grid metres as GeoJSON, its outer rings anticlockwise as RFC 7946 has them."""
    there = shapely.orient_polygons(geometry_to_lonlat(shape))
    return {"type": there.geom_type, "coordinates": _rounded(there.__geo_interface__["coordinates"])}


def box_in_degrees(shape: BaseGeometry) -> list[float]:
    """West, south, east, north of a geometry in grid metres."""
    return [round(float(edge), 6) for edge in geometry_to_lonlat(shape).bounds]


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, int | float):
        return round(float(coordinates), 6)
    return [_rounded(part) for part in coordinates]


def _plain(value: Value) -> str | bool | None:
    return value if value is None or isinstance(value, bool) else str(value)
