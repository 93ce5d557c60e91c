"""Applications beside another one: round its site, at its postcode, or by their references; each query bounded."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow

WIDEST_M = 1_000.0
"""How wide a site may be to be found beside another: it bounds the strip of the country that is looked through."""

_Box = tuple[float, float, float, float]


def around(session: Session, besides: int, box: _Box, limit: int) -> list[ApplicationRow]:
    """The newest applications whose site's box meets this one (west, south, east, north in metres)."""
    west, south, east, north = box
    return _newest(
        session,
        besides,
        ApplicationRow.minx.between(west - WIDEST_M, east)
        & (ApplicationRow.maxx >= west)
        & (ApplicationRow.miny <= north)
        & (ApplicationRow.maxy >= south),
        limit,
    )


def at_postcode(session: Session, besides: int, postcode: str, limit: int) -> list[ApplicationRow]:
    return _newest(session, besides, ApplicationRow.postcode == postcode, limit)


def of_references(
    session: Session, besides: int, authority: str, references: Sequence[str], limit: int
) -> list[ApplicationRow]:
    """Those of an authority that have one of these references, normalised."""
    if not references:
        return []
    named = ApplicationRow.reference_normalised.in_(references)
    return _newest(session, besides, (ApplicationRow.authority == authority) & named, limit)


def _newest(session: Session, besides: int, which: ColumnElement[bool], limit: int) -> list[ApplicationRow]:
    query = (
        select(ApplicationRow)
        .where(which, ApplicationRow.id != besides, ApplicationRow.quarantine.is_(None))
        .order_by(ApplicationRow.latest_date.desc().nulls_last(), ApplicationRow.id.desc())
    )
    return list(session.scalars(query.limit(limit)))
