"""Which applications may lie in a watch area, as a condition that indexes serve."""

from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from alerts.db.mapping import box_columns
from alerts.db.tables import ApplicationRow
from alerts.domain.application import normalised_reference
from alerts.domain.watch_area import WatchArea
from geo.area import Area

_Columns = TypeVarTuple("_Columns")


def is_public() -> ColumnElement[bool]:
    """Not held back."""
    return ApplicationRow.quarantine.is_(None)


def within(query: Select[*_Columns], watch: WatchArea) -> Select[*_Columns]:
    """A query narrowed to what may lie in a watch area: a superset by bounding box, authority or postcode."""
    if watch.application is not None:
        return query.where(
            ApplicationRow.authority == watch.application.authority,
            ApplicationRow.reference_normalised == normalised_reference(watch.application.reference),
        )
    if watch.authority is not None:
        return query.where(ApplicationRow.authority == watch.authority)
    if watch.area is None:
        return query.where(ApplicationRow.postcode.in_(watch.own_postcodes))
    if not watch.own_postcodes:
        return query.where(meets_box(watch.area))
    return query.where(or_(meets_box(watch.area), ApplicationRow.postcode.in_(watch.own_postcodes)))


def meets_box(area: Area) -> ColumnElement[bool]:
    """A site's box meets that of an area and its margin, by the index of boxes."""
    box = box_columns(area.core, area.margin_m + 1)
    # Without a western bound half the country would be looked through: an index has no other way to two edges.
    return and_(
        ApplicationRow.minx >= (box["minx"] or 0.0) - _widest(),
        ApplicationRow.minx <= box["maxx"],
        ApplicationRow.maxx >= box["minx"],
        ApplicationRow.miny <= box["maxy"],
        ApplicationRow.maxy >= box["miny"],
    )


def meets_box_row_by_row(area: Area) -> ColumnElement[bool]:
    """The same for rows that are looked at anyway: adding nought keeps a database from the index of boxes."""
    box = box_columns(area.core, area.margin_m + 1)
    return and_(
        ApplicationRow.minx + 0 <= box["maxx"],
        ApplicationRow.maxx + 0 >= box["minx"],
        ApplicationRow.miny + 0 <= box["maxy"],
        ApplicationRow.maxy + 0 >= box["miny"],
    )


def _widest() -> ColumnElement[float]:
    """How wide the widest site of all is, in metres, and one more for what rounding leaves out."""
    width = select(func.max(ApplicationRow.maxx - ApplicationRow.minx)).scalar_subquery()
    return func.coalesce(width, 0.0) + 1.0
