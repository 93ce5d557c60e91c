"""Boundaries of wards and authorities, dated: read from the GeoJSON that ONS and others publish."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon

from geo.errors import BoundariesUnreadable, OutsideGreatBritain
from geo.grid import geometry_to_grid

# A repair may tidy a ring that touches itself, as generalised boundaries do, and not move the line.
_REPAIR_MAY_CHANGE = 0.001
_NAMED_IN_AN_ERROR = 5
_EXPORT = "Export it again as GeoJSON in WGS84 (longitude, latitude)."


class BoundaryKind(StrEnum):
    """What a boundary bounds."""

    WARD = "ward"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A ward or an authority as it was in the year `vintage`; geometry in EPSG:27700 metres.

    `parent` is the authority's GSS code of a ward, where the file gives it, and None for an authority.
    """

    kind: BoundaryKind
    code: str
    name: str
    parent: str | None
    vintage: int
    geometry: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class _Fields:
    """The names that a file's code, name and parent have."""

    code: str
    name: str
    parent: str | None


# Names of the fields by kind, best first; "26" stands for the year. The last of authorities is planning.data.gov.uk.
_FIELD_PATTERNS = {
    BoundaryKind.WARD: (("WD[0-9]{2}CD", "WD[0-9]{2}NM"),),
    BoundaryKind.AUTHORITY: (
        ("LAD[0-9]{2}CD", "LAD[0-9]{2}NM"),
        ("LPA[0-9]{2}CD", "LPA[0-9]{2}NM"),
        ("reference", "name"),
    ),
}
_PARENT_PATTERN = "LAD[0-9]{2}CD"


def read_boundaries(payload: bytes, kind: BoundaryKind, vintage: int) -> tuple[Boundary, ...]:
    """The boundaries in a WGS84 GeoJSON FeatureCollection, as `boundaries_of_features` reads them."""
    try:
        collection = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise BoundariesUnreadable(f"The file is not JSON: {error}. {_EXPORT}") from error
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise BoundariesUnreadable(f"The file is not a GeoJSON FeatureCollection. {_EXPORT}")
    return boundaries_of_features(collection["features"], kind, vintage)


def boundaries_of_features(features: Sequence[Any], kind: BoundaryKind, vintage: int) -> tuple[Boundary, ...]:
    """The boundaries of GeoJSON features in WGS84, whatever year their fields are named for.

    Northern Ireland's (codes beginning with N) are left out: it is not covered. Islets off the grid, such as
    St Kilda's stacks, are left out of the boundary that they belong to. BoundariesUnreadable for anything else
    that cannot be read, naming every code: a boundary missing unsaid would be a ward that hears nothing.
    """
    fields = _fields(features, kind)
    boundaries: dict[str, Boundary] = {}
    faults: list[str] = []
    for feature in features:
        try:
            boundary = _boundary(feature, fields, kind, vintage)
        except BoundariesUnreadable as error:
            faults.append(str(error))
            continue
        if boundary is None:
            continue
        if boundary.code in boundaries:
            faults.append(f"{boundary.code} is there twice")
        boundaries[boundary.code] = boundary
    if faults:
        raise BoundariesUnreadable(f"Nothing was taken in: {_listed(faults)}. {_EXPORT}")
    return tuple(boundaries.values())


def _fields(features: Sequence[Any], kind: BoundaryKind) -> _Fields:
    first = features[0] if features else None
    properties = first.get("properties") if isinstance(first, dict) else None
    if not isinstance(properties, dict):
        raise BoundariesUnreadable(f"The file has no features with properties. {_EXPORT}")
    for code_pattern, name_pattern in _FIELD_PATTERNS[kind]:
        code, name = _field(code_pattern, properties), _field(name_pattern, properties)
        if code and name:
            parent = _field(_PARENT_PATTERN, properties) if kind is BoundaryKind.WARD else None
            return _Fields(code, name, parent)
    wanted = {BoundaryKind.WARD: "WD25CD and WD25NM", BoundaryKind.AUTHORITY: "LAD25CD and LAD25NM"}[kind]
    raise BoundariesUnreadable(
        f"The file has no fields for the code and name of a {kind}, such as {wanted}; it has"
        f" {_listed(sorted(map(str, properties)))}. Was another kind of boundary meant?"
    )


def _field(pattern: str, names: Iterable[str]) -> str | None:
    matching = [name for name in names if re.fullmatch(pattern, name, re.IGNORECASE)]
    # Files of a lookup may name several years: the latest is the file's own.
    return max(matching, default=None)


def _boundary(feature: Any, fields: _Fields, kind: BoundaryKind, vintage: int) -> Boundary | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise BoundariesUnreadable("a feature has no properties")
    code, name = _text(properties, fields.code), _text(properties, fields.name)
    if not code or not name:
        raise BoundariesUnreadable(
            f"a feature has no {fields.name if code else fields.code} ({code or name})"
        )
    if code.startswith("N"):
        return None
    parent = _text(properties, fields.parent) if fields.parent else None
    return Boundary(kind, code, name, parent or None, vintage, _geometry(code, feature.get("geometry")))


def _text(properties: Mapping[str, Any], field: str) -> str:
    value = properties.get(field)
    return "" if value is None else str(value).strip()


def _geometry(code: str, geojson: Any) -> Polygon | MultiPolygon:
    try:
        geometry = shapely.from_geojson(json.dumps(geojson))
    except (shapely.GEOSException, ValueError, RecursionError) as error:
        raise BoundariesUnreadable(f"{code} has no polygon that can be read") from error
    if not isinstance(geometry, Polygon | MultiPolygon) or geometry.is_empty:
        raise BoundariesUnreadable(f"{code} is not a polygon")
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BoundariesUnreadable(f"{code} is not in degrees of longitude and latitude")
    return _sound(code, _on_grid(code, geometry))


def _on_grid(code: str, geometry: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    parts = []
    for part in shapely.get_parts(geometry):
        try:
            parts.append(geometry_to_grid(part))
        except OutsideGreatBritain:
            continue
    if not parts:
        raise BoundariesUnreadable(
            f"{code} is outside Great Britain, or its latitudes stand before its longitudes"
        )
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _sound(code: str, geometry: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    if geometry.is_valid:
        return geometry
    repaired = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    changed_by = abs(repaired.area - geometry.area)
    if changed_by > _REPAIR_MAY_CHANGE * geometry.area or not isinstance(repaired, Polygon | MultiPolygon):
        raise BoundariesUnreadable(f"{code} crosses itself")
    return repaired


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - _NAMED_IN_AN_ERROR
    return "; ".join(texts[:_NAMED_IN_AN_ERROR]) + (f"; and {more} more" if more > 0 else "")
