"""How many applications each council has, counted by indexes alone."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow
from alerts.db.within import is_public


def counts_by_authority(session: Session) -> dict[str, int]:
    """The number of public applications by authority: all of them less those held back, which are few."""
    of_all = select(ApplicationRow.authority, func.count()).group_by(ApplicationRow.authority)
    # Not grouped, and by feed, of which every row has one: SQLite would rather walk through every row than ask the
    # index of those held.
    held = Counter(
        session.scalars(select(ApplicationRow.authority).where(~is_public(), ApplicationRow.feed >= ""))
    )
    return {authority: count - held[authority] for authority, count in session.execute(of_all)}
