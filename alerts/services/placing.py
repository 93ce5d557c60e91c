"""Where an application lies: its postcode's point where the feed gives none, its authority's extent checked."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from shapely import Point
from shapely.geometry.base import BaseGeometry

from alerts.domain.application import Application, Extent, Site, SitePrecision

OUTSIDE_BY_M = 2_000
"""A site further than this beyond its authority's boundary is held back."""

PointOf = Callable[[str], Point | None]
"""The point (EPSG:27700) of a postcode, or None where it is not known."""


def place(application: Application, extents: Mapping[str, BaseGeometry], point_of: PointOf) -> Application:
    """The application with the best site known for it and the outcome of the check against its authority."""
    located = application
    if application.site is None and application.postcode and application.quarantine is None:
        point = point_of(application.postcode)
        if point is not None:
            located = replace(application, site=Site(point, SitePrecision.POSTCODE))
    extent = _extent(located, extents.get(located.authority))
    outside = extent is Extent.OUTSIDE and located.quarantine is None
    return replace(located, extent=extent, quarantine="outside-authority" if outside else located.quarantine)


def _extent(application: Application, authority: BaseGeometry | None) -> Extent:
    if application.site is None:
        return Extent.UNLOCATED
    if authority is None:
        return Extent.UNCHECKED
    near = application.site.geometry.distance(authority) <= OUTSIDE_BY_M
    return Extent.INSIDE if near else Extent.OUTSIDE
