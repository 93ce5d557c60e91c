"""When anything last changed that lists of some councils show: one statement, a key look-up for each council.

Every rewrite of an application sets its `changed_at`, which grows in the order in which writes can be read, and no
application is ever deleted: so the latest of them changes whenever any does. What the flood guard holds, or an
operator lets go, is news without a rewrite; it is told by the holds.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow, HoldRow


class Freshness(NamedTuple):
    """The latest change, None where there is no application at all; `holds` grows with every hold and decision."""

    changed_at: datetime | None
    holds: int


def freshness(session: Session, authorities: Collection[str]) -> Freshness:
    """That of some councils together; of all of them where none is named."""
    wanted = [_latest(authority) for authority in sorted(authorities)] or [_latest(None)]
    *latest, holds = session.execute(select(*wanted, _holds())).one()
    return Freshness(max((each for each in latest if each is not None), default=None), int(holds))


def _latest(authority: str | None) -> ScalarSelect[Any]:
    query = select(func.max(ApplicationRow.changed_at))
    return (
        query if authority is None else query.where(ApplicationRow.authority == authority)
    ).scalar_subquery()


def _holds() -> ScalarSelect[Any]:
    """A feed has had a few holds in its life: their table is looked through whole."""
    return select(
        func.coalesce(func.sum(HoldRow.changes), 0) + func.count(HoldRow.decided_at)
    ).scalar_subquery()
