"""GeoJSON features of a map's ground from geometry in EPSG:27700 metres; what has no place in degrees is left out."""

from collections.abc import Iterator
from typing import Any

from shapely.geometry.base import BaseGeometry

from alerts.syndication.area_geojson import outline
from geo.errors import OutsideGreatBritain


def features(role: str, geometry: BaseGeometry, **properties: object) -> Iterator[dict[str, Any]]:
    """One feature of a role (`ward`, `name`, …), or none where nothing of it can be drawn."""
    if geometry.is_empty:
        return
    try:
        yield outline(geometry, role=role, **properties)
    except OutsideGreatBritain:
        return
