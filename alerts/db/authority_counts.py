"""How many applications each council has, counted by indexes alone, and anew only where something has changed."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, column, func, select, values
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow
from alerts.db.within import is_public


class _Counted(NamedTuple):
    """So many there were when the latest change was this one."""

    changed_at: datetime | None
    applications: int


class KeptCounts:
    """What was counted before. No application is ever deleted, and each that is written, held back or released sets the
    moment of its change: while a council's latest is the same, so is its count.
    """

    def __init__(self) -> None:
        self._counted: dict[str, _Counted] = {}

    def of(self, session: Session, authorities: Collection[str]) -> dict[str, int]:
        """The number of public applications by authority; the session reads of one moment."""
        latest = _latest_of(session, authorities)
        changed = [code for code, at in latest.items() if self._is_another(code, at)]
        counts = _count(session, changed)
        self._counted |= {code: _Counted(latest[code], counts[code]) for code in changed}
        return {code: self._counted[code].applications for code in latest}

    def _is_another(self, code: str, at: datetime | None) -> bool:
        counted = self._counted.get(code)
        return counted is None or counted.changed_at != at


def _latest_of(session: Session, authorities: Collection[str]) -> dict[str, datetime | None]:
    """Each council's latest change, a look-up each: grouped, a database would go through all that each has."""
    if not authorities:
        return {}
    asked = values(column("code", String), name="asked").data([(code,) for code in sorted(authorities)]).cte()
    latest = (
        select(func.max(ApplicationRow.changed_at))
        .where(ApplicationRow.authority == asked.c.code)
        .scalar_subquery()
    )
    return {row[0]: row[1] for row in session.execute(select(asked.c.code, latest))}


def _count(session: Session, authorities: Collection[str]) -> Counter[str]:
    """All of them less those held back, which are few."""
    if not authorities:
        return Counter()
    wanted = ApplicationRow.authority.in_(sorted(authorities))
    of_all = select(ApplicationRow.authority, func.count()).where(wanted).group_by(ApplicationRow.authority)
    counts: Counter[str] = Counter()
    for authority, count in session.execute(of_all):
        counts[authority] = count
    # Not grouped, and by feed, of which every row has one: SQLite would rather walk through every row than ask the
    # index of those held.
    held = select(ApplicationRow.authority).where(~is_public(), ApplicationRow.feed >= "")
    counts.subtract(code for code in session.scalars(held) if code in counts)
    return counts
