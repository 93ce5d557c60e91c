"""What lies under and around an area: councils, wards and constraint areas, cut to what its map can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from alerts.db import boundaries, constraints
from geo.area import Area
from geo.boundaries import BoundaryKind
from geo.constraints import ConstraintKind

MOST_CONSTRAINTS = 300
"""The largest of them; more than these on one map hide one another."""

_BEYOND = 0.5
_NEAREST_M = 200.0
_FINEST_SHARE = 2_000


@dataclass(frozen=True)
class Outlined:
    """A ward or authority by its code."""

    kind: BoundaryKind
    code: str
    name: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Constrained:
    """A constraint area in force by its entity; `name` may be empty."""

    kind: ConstraintKind
    entity: int
    name: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Ground:
    """The outlines around an area, in grid metres."""

    boundaries: tuple[Outlined, ...] = ()
    constraints: tuple[Constrained, ...] = ()


def ground_around(session: Session, area: Area | None, today: date) -> Ground:
    """The ground of an area; nothing where the place is no geometry."""
    if area is None:
        return Ground()
    frame = frame_of(area)
    near = [found for kind in BoundaryKind for found in boundaries.touching(session, kind, frame)]
    there = [each for each in constraints.near(session, [frame]) if each.is_in_force(today)]
    largest = sorted(there, key=lambda each: (-each.geometry.area, each.entity))[:MOST_CONSTRAINTS]
    return Ground(
        tuple(
            Outlined(each.kind, each.code, each.name, cut)
            for each, cut in zip(near, _cut([each.geometry for each in near], frame), strict=True)
            if not cut.is_empty
        ),
        tuple(
            Constrained(each.dataset, each.entity, each.name, cut)
            for each, cut in zip(largest, _cut([each.geometry for each in largest], frame), strict=True)
            if not cut.is_empty
        ),
    )


def frame_of(area: Area) -> Polygon:
    """The ground that the map of an area may show: half as much again on every side."""
    west, south, east, north = area.bounds
    beyond = max(east - west, north - south, _NEAREST_M) * _BEYOND
    return shapely.box(west - beyond, south - beyond, east + beyond, north + beyond)


def _cut(geometries: Sequence[BaseGeometry], frame: Polygon) -> list[BaseGeometry]:
    """What of these outlines lies in a frame, no finer than its map could draw."""
    west, south, east, north = frame.bounds
    finest_m = max(east - west, north - south) / _FINEST_SHARE
    simpler = shapely.make_valid(shapely.simplify(geometries, finest_m))
    return [_areal(each) for each in shapely.clip_by_rect(simpler, west, south, east, north)]


def _areal(geometry: BaseGeometry) -> BaseGeometry:
    """Polygons alone: cutting leaves lines and points where an outline only touches the frame."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.area]
    return MultiPolygon(parts) if len(parts) != 1 else parts[0]
