"""When anything last changed that lists of some councils show: one statement, a key look-up for each council.

Every rewrite of an application sets its `changed_at`, which grows in the order in which writes can be read, and no
application is ever deleted: so the latest of them changes whenever any does. What the flood guard holds, or an
operator lets go, is news without a rewrite; it is told by the holds. Boundaries and protected areas that were read
anew change what lies where without any application's doing: every import counts itself.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session

from alerts.db import counters
from alerts.db.tables import ApplicationRow, CounterRow, HoldRow
from alerts.db.within import within
from alerts.domain.watch_area import WatchArea

MOST_IN_AREA = 20_000
"""So many applications in an area are asked for their councils at the most."""

_IMPORTS = "ground"
_MOST_ASKED = 64


class Freshness(NamedTuple):
    """The latest change, None where there is no application at all; `holds` grows with every hold and decision, the
    latest of which was at `decided_at`; `imports` grows with every import of boundaries or protected areas.
    """

    changed_at: datetime | None
    holds: int
    decided_at: datetime | None = None
    imports: int = 0


def freshness(session: Session, authorities: Collection[str]) -> Freshness:
    """That of some councils together; of all of them where none is named."""
    named = {_name(number): code for number, code in enumerate(sorted(authorities))}
    *latest, holds, decided_at, imports = session.execute(_asking(len(named)), named).one()
    changed_at = max((each for each in latest if each is not None), default=None)
    return Freshness(changed_at, int(holds), decided_at, int(imports))


@lru_cache(_MOST_ASKED)
def _asking(councils: int) -> Select[*tuple[Any, ...]]:
    """The statement for so many councils: it is asked all day, and to put it together costs more than its answer."""
    wanted = [_latest(_name(number)) for number in range(councils)] or [_latest(None)]
    return select(*wanted, _holds(), _decided_at(), _imports())


def _name(number: int) -> str:
    return f"authority_{number}"


def note_import(session: Session) -> None:
    """Count an import of boundaries or protected areas: what lies where may be another from now on."""
    counters.add_for_good(session, _IMPORTS)


def authorities_in(session: Session, watch: WatchArea) -> frozenset[str] | None:
    """Whose applications may lie in a watch area, whatever of them a list shows, those of councils too that border on
    it, or whose edge nobody knows; None where there are too many to look at all.
    """
    known = within(select(ApplicationRow.authority), watch).limit(MOST_IN_AREA + 1).subquery()
    query = select(known.c.authority, func.count()).group_by(known.c.authority)
    found = session.execute(query).all()
    are_all = sum(count for _authority, count in found) <= MOST_IN_AREA
    return frozenset(authority for authority, _count in found) if are_all else None


def _latest(name: str | None) -> ScalarSelect[Any]:
    query = select(func.max(ApplicationRow.changed_at))
    return (
        query if name is None else query.where(ApplicationRow.authority == bindparam(name))
    ).scalar_subquery()


def _holds() -> ScalarSelect[Any]:
    """A feed has had a few holds in its life: their table is looked through whole."""
    return select(
        func.coalesce(func.sum(HoldRow.changes), 0) + func.count(HoldRow.decided_at)
    ).scalar_subquery()


def _decided_at() -> ScalarSelect[Any]:
    return select(func.max(HoldRow.decided_at)).scalar_subquery()


def _imports() -> ScalarSelect[Any]:
    counted = func.coalesce(func.sum(CounterRow.count), 0)
    return select(counted).where(CounterRow.key == _IMPORTS).scalar_subquery()
