"""Constraint areas, each entity once: stored, found by place, by entity and by name."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, cast

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from alerts.db.freshness import note_import
from alerts.db.mapping import box_columns
from alerts.db.tables import ConstraintAreaRow
from geo.area import EDGE_TOLERANCE_M
from geo.constraints import ConstraintArea, ConstraintKind

_CHUNK = 400
_MOST_NAMED = 20


class Counted(NamedTuple):
    """How many areas of a dataset are stored, how many of them have an end date, and when one was last read."""

    dataset: str
    areas: int
    ended: int
    read_at: datetime


class Stored(NamedTuple):
    """What became of a dataset: areas stored, those removed, and those kept though they were not told of."""

    stored: int
    removed: int
    kept: int


def put(session: Session, areas: Sequence[ConstraintArea], now: datetime) -> int:
    """Store areas, each instead of an earlier one of the same entity."""
    _delete(session, [area.entity for area in areas])
    session.add_all(_row(area, now) for area in areas)
    session.flush()
    note_import(session)
    return len(areas)


def replace_all(
    session: Session,
    dataset: ConstraintKind,
    areas: Sequence[ConstraintArea],
    now: datetime,
    within: BaseGeometry | None = None,
) -> Stored:
    """Store areas as all that there is of a dataset, or of it in a place (EPSG:27700); the others there go.

    They stay where the new areas are fewer than half of those known: that is a service in trouble, not a council
    that gave up its conservation areas.
    """
    told = {area.entity for area in areas}
    there = [area for area in areas if within is None or area.geometry.intersects(within)]
    known = _entities(session, dataset, within)
    missing = [entity for entity in known if entity not in told]
    is_trusted = len(there) >= len(known) / 2
    _delete(session, missing if is_trusted else [])
    removed = len(missing) if is_trusted else 0
    return Stored(put(session, areas, now), removed, len(missing) - removed)


def near(session: Session, places: Sequence[BaseGeometry]) -> list[ConstraintArea]:
    """The areas whose box meets that of any of these places (EPSG:27700), in one query; a superset for the caller."""
    if not places:
        return []
    rows = session.scalars(select(ConstraintAreaRow).where(or_(*map(_meets_box_of, places))))
    # Sorted here: asked to sort, SQLite walks the table in that order instead of the index of boxes.
    return sorted(map(_area, rows), key=lambda area: area.entity)


def by_entity(session: Session, entity: int) -> ConstraintArea | None:
    row = session.get(ConstraintAreaRow, entity)
    return _area(row) if row else None


def named(session: Session, dataset: ConstraintKind, text: str) -> list[ConstraintArea]:
    """The areas of a dataset, without an end, whose name begins with `text`, whatever the case."""
    rows = session.scalars(
        select(ConstraintAreaRow)
        .where(
            ConstraintAreaRow.dataset == dataset,
            ConstraintAreaRow.end_date.is_(None),
            ConstraintAreaRow.name.istartswith(text, autoescape=True),
        )
        .order_by(ConstraintAreaRow.name, ConstraintAreaRow.entity)
        .limit(_MOST_NAMED)
    )
    return [_area(row) for row in rows]


def counts(session: Session, today: date) -> list[Counted]:
    """What is stored of each dataset, in their alphabetical order."""
    found = session.execute(
        select(
            ConstraintAreaRow.dataset,
            func.count(),
            func.count().filter(ConstraintAreaRow.end_date < today),
            func.max(ConstraintAreaRow.read_at),
        )
        .group_by(ConstraintAreaRow.dataset)
        .order_by(ConstraintAreaRow.dataset)
    )
    return [Counted(dataset, areas, ended, read_at) for dataset, areas, ended, read_at in found]


def _entities(session: Session, dataset: ConstraintKind, within: BaseGeometry | None) -> list[int]:
    """The entities of a dataset, or of those of its areas that touch a place."""
    if within is None:
        of_dataset = select(ConstraintAreaRow.entity).where(ConstraintAreaRow.dataset == dataset)
        return list(session.scalars(of_dataset))
    there = [area for area in near(session, [within]) if area.dataset is dataset]
    return [area.entity for area in there if area.geometry.intersects(within)]


def _delete(session: Session, entities: Sequence[int]) -> None:
    for start in range(0, len(entities), _CHUNK):
        chunk = entities[start : start + _CHUNK]
        session.execute(delete(ConstraintAreaRow).where(ConstraintAreaRow.entity.in_(chunk)))


def _meets_box_of(place: BaseGeometry) -> ColumnElement[bool]:
    box = box_columns(place, EDGE_TOLERANCE_M)
    return and_(
        ConstraintAreaRow.minx <= box["maxx"],
        ConstraintAreaRow.maxx >= box["minx"],
        ConstraintAreaRow.miny <= box["maxy"],
        ConstraintAreaRow.maxy >= box["miny"],
    )


def _row(area: ConstraintArea, now: datetime) -> ConstraintAreaRow:
    return ConstraintAreaRow(
        entity=area.entity,
        dataset=area.dataset,
        reference=area.reference,
        name=area.name,
        start_date=area.start_date,
        end_date=area.end_date,
        geometry=shapely.to_wkb(area.geometry),
        **box_columns(area.geometry),
        read_at=now,
    )


def _area(row: ConstraintAreaRow) -> ConstraintArea:
    return ConstraintArea(
        entity=row.entity,
        dataset=ConstraintKind(row.dataset),
        reference=row.reference,
        name=row.name,
        start_date=row.start_date,
        end_date=row.end_date,
        geometry=cast("Polygon | MultiPolygon", shapely.from_wkb(row.geometry)),
    )
