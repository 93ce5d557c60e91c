"""The public log of changes: numbered in the order in which they can be read, so that whoever follows it misses none.

A change is in the log once it is matched. What the flood guard holds is not in it until it is released, and what was
discarded never is; a reminder is no change of an application.
"""

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from alerts.db import locks
from alerts.db.locks import Lock
from alerts.db.tables import ChangeRow
from alerts.db.tables.register import UNLOGGED
from alerts.db.waking import Work, wake

BATCH = 2_000


def publish(session: Session, limit: int = BATCH) -> int:
    """Give the oldest changes that are not in the log their numbers; returns how many.

    Numbers are given by one transaction at a time, which ends before the next begins, so that nobody who has read up
    to a number is told of a lower one later: call it last.
    """
    locks.take(session, Lock.LOG)
    ids = session.scalars(
        select(ChangeRow.id).where(text(UNLOGGED)).order_by(ChangeRow.id).limit(limit)
    ).all()
    if ids:
        last = last_no(session)
        numbered = [{"id": each, "log_no": number} for number, each in enumerate(ids, last + 1)]
        session.execute(update(ChangeRow), numbered)
        wake(session, Work.PUSH)
    return len(ids)


def last_no(session: Session) -> int:
    """The number of the newest change in the log; 0 where it is empty."""
    return session.scalar(select(func.max(ChangeRow.log_no))) or 0
