"""What the service counted of its own work, by day and for good, written in batches. A process that is killed takes the
counts of its last seconds with it, and nothing else.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from alerts.db.counts import Key
from alerts.db.tables import CountedRow

_AT_ONCE = 1_000
"""Rows in one statement, whose parameters SQLite bounds."""
FOR_GOOD = date(1970, 1, 1)
"""The day of what was counted since the service began."""


def write(session: Session, found: Mapping[Key, int], day: date) -> None:
    """Add to the numbers of a day and of all days, in one order for everybody."""
    if not found:
        return
    rows = [
        {"day": each, "name": key.name, "about": key.about, "outcome": key.outcome, "count": found[key]}
        for each in (FOR_GOOD, day)
        for key in sorted(found)
    ]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(CountedRow)
    more = {"count": CountedRow.count + insert.excluded.count}
    added = insert.on_conflict_do_update(index_elements=["day", "name", "about", "outcome"], set_=more)
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(added.values(rows[start : start + _AT_ONCE]))


def on_day(session: Session, day: date = FOR_GOOD) -> dict[Key, int]:
    """All that was counted on a day, or ever."""
    found = session.execute(
        select(CountedRow.name, CountedRow.about, CountedRow.outcome, CountedRow.count).where(
            CountedRow.day == day
        )
    )
    return {Key(name, about, outcome): number for name, about, outcome, number in found}


def by_day(session: Session, names: Collection[str], since: date) -> dict[date, dict[Key, int]]:
    """What was counted under these names on each day from one on."""
    found = select(CountedRow.day, CountedRow.name, CountedRow.about, CountedRow.outcome, CountedRow.count)
    days: dict[date, dict[Key, int]] = {}
    for day, name, about, outcome, number in session.execute(
        found.where(CountedRow.day >= since, CountedRow.name.in_(list(names)))
    ):
        days.setdefault(day, {})[Key(name, about, outcome)] = number
    return days


def has_before(session: Session, day: date) -> bool:
    """Whether anything was counted on an earlier day."""
    earlier = (CountedRow.day > FOR_GOOD) & (CountedRow.day < day)
    return session.scalar(select(CountedRow.day).where(earlier).limit(1)) is not None


def remove_old(session: Session, before: date) -> int:
    old = (CountedRow.day > FOR_GOOD) & (CountedRow.day < before)
    return cast("CursorResult[Any]", session.execute(delete(CountedRow).where(old))).rowcount
