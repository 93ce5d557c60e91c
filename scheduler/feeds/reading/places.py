"""Where a record says its land is: the best of its boundaries and points, as a site on the National Grid."""

from collections.abc import Sequence
from typing import NamedTuple

from shapely import Point

from alerts.domain.application import Site, SitePrecision
from geo.site_geometry import NoBoundary, SiteReading, read_site_geometry
from geo.sites import NoPlace, PlaceNote, PointReading, point_from_degrees_or_grid
from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.record import FieldUnfit

NULL_ISLAND = "null-island"


class Degrees(NamedTuple):
    """A field that should hold longitude and latitude, as it came."""

    field: str
    x: object
    y: object


class GridMetres(NamedTuple):
    """Fields that should hold easting and northing, as they came."""

    field: str
    x: object
    y: object


class Outline(NamedTuple):
    """A field that should hold a GeoJSON geometry, as it came."""

    field: str
    geojson: object


class Located(NamedTuple):
    """The site, or None; `is_null_island` where the only place given is the sea off Africa or off Scilly."""

    site: Site | None
    is_null_island: bool
    notes: tuple[str, ...]


def locate(candidates: Sequence[Outline | Degrees | GridMetres]) -> Located:
    """The first candidate that is a place in Great Britain; give the best first. Notes tell what was wrong."""
    notes: list[str] = []
    has_null_island = False
    for candidate in candidates:
        reading = _read(candidate)
        notes += _notes(candidate, reading)
        site = _site(reading)
        if site is not None:
            return Located(site, False, tuple(notes))
        has_null_island = has_null_island or reading.reason is NoPlace.NULL_ISLAND
    return Located(None, has_null_island, tuple(notes))


def as_given(raw: object) -> object:
    """A value as it came: the rule of places decides what it means."""
    return raw


def read_position(raw: object) -> tuple[object, object]:
    """Longitude and latitude as they came, of `{lon, lat}`, `{longitude, latitude}` or a GeoJSON point."""
    if not isinstance(raw, dict) or isinstance(raw, RepeatedNames):
        raise FieldUnfit("unreadable")
    coordinates = raw.get("coordinates")
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        return coordinates[0], coordinates[1]
    for x, y in (("lon", "lat"), ("longitude", "latitude")):
        if x in raw and y in raw:
            return raw[x], raw[y]
    raise FieldUnfit("unreadable")


def _read(candidate: Outline | Degrees | GridMetres) -> SiteReading | PointReading:
    if isinstance(candidate, Outline):
        return (
            read_site_geometry(candidate.geojson)
            if candidate.geojson
            else SiteReading(None, NoBoundary.EMPTY)
        )
    return point_from_degrees_or_grid(candidate.x, candidate.y)


def _site(reading: SiteReading | PointReading) -> Site | None:
    if isinstance(reading, SiteReading):
        return Site(reading.geometry, SitePrecision.BOUNDARY) if reading.geometry is not None else None
    return Site(Point(reading.point), SitePrecision.POINT) if reading.point is not None else None


def _notes(candidate: Outline | Degrees | GridMetres, reading: SiteReading | PointReading) -> list[str]:
    """What is worth telling: not that a field is empty, nor that metres stood where metres are due."""
    notes = [str(note) for note in reading.notes if note is not PlaceNote.READ_AS_GRID]
    is_grid = PlaceNote.READ_AS_GRID in reading.notes
    if isinstance(candidate, Degrees) and is_grid:
        notes.append(PlaceNote.READ_AS_GRID)
    if isinstance(candidate, GridMetres) and reading.reason is None and not is_grid:
        notes.append("read-as-degrees")
    if reading.reason not in (None, NoPlace.ABSENT, NoBoundary.EMPTY):
        notes.append(str(reading.reason))
    return [f"{note}:{candidate.field}" for note in notes]
