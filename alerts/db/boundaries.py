"""Boundaries of wards and authorities, of every vintage that was imported; the newest is the one in use."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from alerts.db.freshness import note_import
from alerts.db.mapping import box_columns
from alerts.db.tables import BoundaryRow
from geo.boundaries import Boundary, BoundaryKind


def replace(session: Session, boundaries: Iterable[Boundary]) -> int:
    """Store boundaries, each instead of an earlier one of the same kind, code and vintage."""
    count = 0
    for boundary in boundaries:
        session.execute(
            delete(BoundaryRow).where(
                BoundaryRow.kind == boundary.kind,
                BoundaryRow.code == boundary.code,
                BoundaryRow.vintage == boundary.vintage,
            )
        )
        session.add(_row(boundary))
        count += 1
    note_import(session)
    return count


def boundary(session: Session, kind: BoundaryKind, code: str) -> Boundary | None:
    """The newest vintage of a ward or an authority."""
    row = session.scalars(
        select(BoundaryRow)
        .where(BoundaryRow.kind == kind, BoundaryRow.code == code)
        .order_by(BoundaryRow.vintage.desc())
        .limit(1)
    ).first()
    return _boundary(row) if row else None


def touching(session: Session, kind: BoundaryKind, area: BaseGeometry) -> list[Boundary]:
    """The newest boundaries of a kind that share a point with `area` (EPSG:27700)."""
    rows = session.scalars(select(BoundaryRow).where(_meets(kind, area.bounds)).order_by(BoundaryRow.name))
    return [found for found in map(_boundary, rows) if found.geometry.intersects(area)]


def names_in_box(
    session: Session, kind: BoundaryKind, box: tuple[float, float, float, float], most: int
) -> list[tuple[str, str]]:
    """(code, name) of the newest boundaries of a kind whose boxes meet one of EPSG:27700, at most so many."""
    found = session.execute(
        select(BoundaryRow.code, BoundaryRow.name)
        .where(_meets(kind, box))
        .order_by(BoundaryRow.name)
        .limit(most)
    )
    return [(code, name) for code, name in found]


def named(session: Session, text: str) -> list[Boundary]:
    """Boundaries whose name begins with `text`, whatever the case."""
    pattern = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = session.scalars(
        select(BoundaryRow)
        .where(is_current(), func.lower(BoundaryRow.name).like(pattern, escape="\\"))
        .order_by(BoundaryRow.name)
        .limit(20)
    )
    return [_boundary(row) for row in rows]


def parent_of_ward(session: Session, code: str) -> str | None:
    """The authority that a ward lies in, by its newest boundary."""
    return session.scalars(
        select(BoundaryRow.parent)
        .where(BoundaryRow.kind == BoundaryKind.WARD, BoundaryRow.code == code)
        .order_by(BoundaryRow.vintage.desc())
        .limit(1)
    ).first()


def names_beginning(session: Session, letter: str) -> list[tuple[str, str, str, str | None]]:
    """(name, kind, code, parent) of the boundaries whose name begins with a letter, whatever the case."""
    rows = session.execute(
        select(BoundaryRow.name, BoundaryRow.kind, BoundaryRow.code, BoundaryRow.parent).where(
            func.lower(func.substr(BoundaryRow.name, 1, 1)) == letter.lower(), is_current()
        )
    )
    return [(name, kind, code, parent) for name, kind, code, parent in rows]


def extents(session: Session, authorities: Iterable[str]) -> dict[str, BaseGeometry]:
    """The polygons (EPSG:27700) of those of these authorities whose boundary is known."""
    found = ((code, boundary(session, BoundaryKind.AUTHORITY, code)) for code in authorities)
    return {code: known.geometry for code, known in found if known is not None}


def counts(session: Session) -> list[tuple[str, int, int]]:
    """(kind, vintage, how many) of all that is stored."""
    found = session.execute(
        select(BoundaryRow.kind, BoundaryRow.vintage, func.count()).group_by(
            BoundaryRow.kind, BoundaryRow.vintage
        )
    )
    return sorted((kind, vintage, count) for kind, vintage, count in found)


def extent(session: Session) -> tuple[float, float, float, float] | None:
    """West, south, east and north (EPSG:27700) of all authorities whose boundary is known; None where none is."""
    west, south, east, north = session.execute(
        select(
            func.min(BoundaryRow.minx),
            func.min(BoundaryRow.miny),
            func.max(BoundaryRow.maxx),
            func.max(BoundaryRow.maxy),
        ).where(BoundaryRow.kind == BoundaryKind.AUTHORITY)
    ).one()
    return None if west is None else (west, south, east, north)


def in_use(session: Session, kind: BoundaryKind, authorities: Sequence[str] = ()) -> Iterator[Boundary]:
    """The newest boundaries of a kind; those of some authorities where any is named, or the authorities themselves."""
    query = select(BoundaryRow).where(is_current(), BoundaryRow.kind == kind)
    if authorities:
        of = BoundaryRow.parent if kind is BoundaryKind.WARD else BoundaryRow.code
        query = query.where(of.in_(authorities))
    return map(_boundary, session.scalars(query.order_by(BoundaryRow.code)))


def wards_of(session: Session, authority: str) -> Iterator[Boundary]:
    rows = session.scalars(
        select(BoundaryRow)
        .where(is_current(), BoundaryRow.kind == BoundaryKind.WARD, BoundaryRow.parent == authority)
        .order_by(BoundaryRow.name)
    )
    return map(_boundary, rows)


def _meets(kind: BoundaryKind, box: tuple[float, float, float, float]) -> ColumnElement[bool]:
    """The newest boundaries of a kind whose boxes meet this one."""
    minx, miny, maxx, maxy = box
    return and_(
        BoundaryRow.kind == kind,
        is_current(),
        BoundaryRow.minx <= maxx,
        BoundaryRow.maxx >= minx,
        BoundaryRow.miny <= maxy,
        BoundaryRow.maxy >= miny,
    )


def is_current() -> ColumnElement[bool]:
    """No later vintage is known of what bounds the same place: a ward's authority, or the area of this code itself."""
    later = aliased(BoundaryRow)
    is_same = (later.parent == BoundaryRow.parent) | (
        BoundaryRow.parent.is_(None) & (later.code == BoundaryRow.code)
    )
    return ~exists().where(later.kind == BoundaryRow.kind, is_same, later.vintage > BoundaryRow.vintage)


def _row(boundary: Boundary) -> BoundaryRow:
    return BoundaryRow(
        kind=boundary.kind,
        code=boundary.code,
        name=boundary.name,
        parent=boundary.parent,
        vintage=boundary.vintage,
        geometry=shapely.to_wkb(boundary.geometry),
        **box_columns(boundary.geometry),
    )


def _boundary(row: BoundaryRow) -> Boundary:
    return Boundary(
        kind=BoundaryKind(row.kind),
        code=row.code,
        name=row.name,
        parent=row.parent,
        vintage=row.vintage,
        geometry=cast("Polygon | MultiPolygon", shapely.from_wkb(row.geometry)),
    )
