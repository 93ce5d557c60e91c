"""What the files of open data are made from, streamed, and what tells whether it has changed since."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow, BoundaryRow, ChangeRow
from alerts.db.within import is_public
from alerts.domain.change import ChangeKind
from geo.boundaries import BoundaryKind

AT_ONCE = 500


class Stand(NamedTuple):
    """How many rows an authority has, those held back with them, and when the last of them changed."""

    rows: int
    changed_at: datetime


def stands(session: Session) -> dict[str, Stand]:
    """Each authority's, in order of their codes. Rows are never deleted, and each rewrite sets the time of its change:
    while both numbers are the same, so is all that is published of the authority.
    """
    found = session.execute(
        select(ApplicationRow.authority, func.count(), func.max(ApplicationRow.changed_at))
        .group_by(ApplicationRow.authority)
        .order_by(ApplicationRow.authority)
    )
    return {authority: Stand(rows, changed_at) for authority, rows, changed_at in found}


def ward_stands(session: Session) -> dict[str, tuple[int, int]]:
    """What tells whether an authority's wards are still the same: how many there are, and the newest."""
    found = session.execute(
        select(BoundaryRow.parent, func.count(), func.max(BoundaryRow.id))
        .where(BoundaryRow.kind == BoundaryKind.WARD, BoundaryRow.parent.is_not(None))
        .group_by(BoundaryRow.parent)
    )
    return {authority: (count, newest) for authority, count, newest in found if authority is not None}


def applications(
    session: Session, columns: Sequence[str], authority: str | None = None, since: date | None = None
) -> Iterator[Sequence[Row[Any]]]:
    """All public applications, some at a time, in order of authority and reference: these columns first, then `site`
    (WKB, grid metres), `sources`, `first_noticed_at` and `changed_at`.
    """
    wanted = [*columns, "site", "sources", "first_noticed_at", "changed_at"]
    query = select(*(getattr(ApplicationRow, name) for name in wanted)).where(is_public())
    if authority:
        query = query.where(ApplicationRow.authority == authority)
    if since:
        query = query.where(ApplicationRow.latest_date >= since)
    query = query.order_by(ApplicationRow.authority, ApplicationRow.reference_normalised)
    found = session.execute(query.execution_options(yield_per=AT_ONCE))
    yield from found.partitions()


def noticed_between(session: Session) -> tuple[datetime, datetime] | None:
    """When the first and the last change of the public log were noticed; None where it is empty."""
    noticed = ChangeRow.noticed_at
    query = select(noticed).where(ChangeRow.log_no.is_not(None)).limit(1)
    first = session.scalar(query.order_by(noticed))
    last = session.scalar(query.order_by(noticed.desc()))
    return None if first is None or last is None else (first, last)


def changes(session: Session, since: datetime, before: datetime) -> Iterator[Sequence[Row[Any]]]:
    """The changes of the public log that were noticed in a span of time, some at a time, the earliest first: `log_no,
    noticed_at, kind, authority, reference, differences, feed`. Nothing of what is held back.
    """
    query = (
        select(
            ChangeRow.log_no,
            ChangeRow.noticed_at,
            ChangeRow.kind,
            ApplicationRow.authority,
            ApplicationRow.reference,
            ChangeRow.differences,
            ChangeRow.feed,
        )
        .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
        .where(
            ChangeRow.log_no.is_not(None),
            ChangeRow.kind != ChangeKind.DEADLINE_NEAR,
            ChangeRow.noticed_at >= since,
            ChangeRow.noticed_at < before,
            is_public(),
        )
        .order_by(ChangeRow.noticed_at, ChangeRow.id)
    )
    yield from session.execute(query.execution_options(yield_per=AT_ONCE)).partitions()
