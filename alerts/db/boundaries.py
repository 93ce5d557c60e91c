"""Boundaries of wards and authorities, of every vintage that was imported; the newest is the one in use."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from alerts.db.freshness import note_import
from alerts.db.mapping import box_columns
from alerts.db.tables import BoundaryRow
from geo.boundaries import Boundary, BoundaryKind

_CODES_AT_A_TIME = 500


def replace(session: Session, boundaries: Iterable[Boundary]) -> int:
    """Store boundaries, each instead of an earlier one of the same kind, code and vintage."""
    rows = list(boundaries)
    for kind, vintage in {(each.kind, each.vintage) for each in rows}:
        codes = [each.code for each in rows if (each.kind, each.vintage) == (kind, vintage)]
        for batch in _batches(codes):
            of_vintage = (BoundaryRow.kind == kind) & (BoundaryRow.vintage == vintage)
            session.execute(delete(BoundaryRow).where(of_vintage, BoundaryRow.code.in_(batch)))
    session.add_all(map(_row, rows))
    note_import(session)
    return len(rows)


def mark_gone(session: Session, kind: BoundaryKind, codes: Iterable[str], vintage: int) -> None:
    """Note that a vintage lacks these, which earlier ones have, or an earlier state of its own year."""
    for batch in _batches(sorted(codes)):
        session.execute(
            update(BoundaryRow)
            .where(
                BoundaryRow.kind == kind,
                BoundaryRow.code.in_(batch),
                BoundaryRow.vintage <= vintage,
                BoundaryRow.gone_since.is_(None),
            )
            .values(gone_since=vintage)
        )


def gone_since(session: Session, kind: BoundaryKind, code: str) -> int | None:
    """The first vintage that lacks a place which we knew; None for one that is there, or was never known."""
    later = aliased(BoundaryRow)
    of_its_council = (
        select(func.min(later.vintage))
        .where(
            later.kind == BoundaryRow.kind,
            later.parent == BoundaryRow.parent,
            later.vintage > BoundaryRow.vintage,
        )
        .scalar_subquery()
    )
    return session.scalars(
        select(func.coalesce(BoundaryRow.gone_since, of_its_council))
        .where(BoundaryRow.code == code, BoundaryRow.kind == kind)
        .order_by(BoundaryRow.vintage.desc())
        .limit(1)
    ).first()


def of_vintage(session: Session, kind: BoundaryKind, code: str, vintage: int) -> Boundary | None:
    """A ward or an authority as it was in one vintage."""
    row = session.scalars(
        select(BoundaryRow).where(
            BoundaryRow.kind == kind, BoundaryRow.code == code, BoundaryRow.vintage == vintage
        )
    ).first()
    return _boundary(row) if row else None


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


def counts_in_use(session: Session) -> dict[tuple[str, int], int]:
    """How many of each (kind, vintage) are in use."""
    columns = (BoundaryRow.kind, BoundaryRow.vintage)
    found = session.execute(select(*columns, func.count()).where(is_current()).group_by(*columns))
    return {(kind, vintage): count for kind, vintage, count in found}


def codes_in_use(session: Session, kind: BoundaryKind) -> set[str]:
    return set(session.scalars(select(BoundaryRow.code).where(BoundaryRow.kind == kind, is_current())))


def years_of_wards(session: Session, authorities: Iterable[str]) -> list[int]:
    """The newest vintage of each of these authorities' wards, in order and each once."""
    found = session.scalars(
        select(func.max(BoundaryRow.vintage))
        .where(BoundaryRow.kind == BoundaryKind.WARD, BoundaryRow.parent.in_(list(authorities)))
        .group_by(BoundaryRow.parent)
    )
    return sorted(set(found))


def newest_vintage(session: Session) -> int | None:
    """The year of the newest boundaries there are; None where there are none."""
    return session.scalar(select(func.max(BoundaryRow.vintage)))


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


def later_names(session: Session, kind: BoundaryKind, vintage: int) -> tuple[set[str], set[str]]:
    """The codes of a kind that any later vintage knows, and the authorities whose wards it knows."""
    rows = session.execute(
        select(BoundaryRow.code, BoundaryRow.parent).where(
            BoundaryRow.kind == kind, BoundaryRow.vintage > vintage
        )
    ).all()
    return {code for code, _ in rows}, {parent for _, parent in rows if parent}


def later_in_use(session: Session, kind: BoundaryKind, vintage: int) -> list[Boundary]:
    """Those in use that are of a later vintage."""
    query = select(BoundaryRow).where(is_current(), BoundaryRow.kind == kind, BoundaryRow.vintage > vintage)
    return [_boundary(row) for row in session.scalars(query.order_by(BoundaryRow.code))]


def wards_of(session: Session, authority: str) -> Iterator[Boundary]:
    rows = session.scalars(
        select(BoundaryRow)
        .where(is_current(), BoundaryRow.kind == BoundaryKind.WARD, BoundaryRow.parent == authority)
        .order_by(BoundaryRow.name)
    )
    return map(_boundary, rows)


def wards_ever(session: Session, authority: str) -> Iterator[Boundary]:
    """An authority's wards of all vintages, each whole: without what was gone by the end of its own year."""
    row = BoundaryRow
    is_whole = row.gone_since.is_(None) | (row.gone_since > row.vintage)
    rows = session.scalars(
        select(row)
        .where(row.kind == BoundaryKind.WARD, row.parent == authority, is_whole)
        .order_by(row.vintage, row.code)
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
    """It is not gone, and no later vintage is known of the wards of the same authority, nor of this code itself."""
    return BoundaryRow.gone_since.is_(None) & ~_has_later("parent") & ~_has_later("code")


def _has_later(what: str) -> ColumnElement[bool]:
    """There is a later vintage of the same parent, or of the same code: a ward may have gone to another council."""
    later = aliased(BoundaryRow)
    is_same = getattr(later, what) == getattr(BoundaryRow, what)
    return exists().where(later.kind == BoundaryRow.kind, is_same, later.vintage > BoundaryRow.vintage)


def _batches(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[at : at + _CODES_AT_A_TIME] for at in range(0, len(codes), _CODES_AT_A_TIME))


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
