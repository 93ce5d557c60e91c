"""The public log of changes in pages, each found by looking at so many of its numbers at the most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.db.change_log import last_no
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.db.within import is_public
from alerts.domain.change import ChangeKind

LOOKED_AT = 20_000
"""Numbers of the log that one page goes over at the most."""


@dataclass(frozen=True)
class LogQuery:
    """What of the log is asked for; an empty set lets everything through."""

    authorities: Collection[str] = ()
    kinds: Collection[ChangeKind] = ()
    since: datetime | None = None


@dataclass(frozen=True)
class LogPage:
    """Changes in the log's order, each with its application as it is now, and the number up to which they are all that
    was asked for; the log's end was asked first, so that what comes into it meanwhile is beyond the position.
    """

    changes: tuple[tuple[ChangeRow, ApplicationRow], ...]
    position: int
    last_number: int


def log_page(session: Session, query: LogQuery, after: int, limit: int) -> LogPage:
    """The first `limit` changes at the most after a number of the log; nothing of applications that are held back."""
    last = last_no(session)
    end = max(after, min(last, after + LOOKED_AT))
    found = (
        select(ChangeRow, ApplicationRow)
        .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
        .where(ChangeRow.log_no > after, ChangeRow.log_no <= end, is_public())
        .order_by(ChangeRow.log_no)
        .limit(limit)
    )
    if query.authorities:
        # Put so that no index of councils leads away from the stretch: it is short, and a council has very many.
        found = found.where(func.coalesce(ApplicationRow.authority, "").in_(sorted(query.authorities)))
    if query.kinds:
        found = found.where(ChangeRow.kind.in_(sorted(query.kinds)))
    if query.since is not None:
        found = found.where(ChangeRow.noticed_at >= query.since)
    changes = tuple((change, application) for change, application in session.execute(found))
    return LogPage(changes, (changes[-1][0].log_no or end) if len(changes) == limit else end, last)
