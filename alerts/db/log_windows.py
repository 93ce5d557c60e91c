"""Stretches of the public log of changes, so that no look at it is long however rare what is looked for."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.db import change_log
from alerts.db.mapping import application_from_row, change_from_row
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.db.within import is_public
from alerts.domain.application import Application
from alerts.domain.change import Change, ChangeKind

WINDOW = 2_000
"""Numbers of the log that one look goes over at the most."""


class Logged(NamedTuple):
    """A change under its number, with its application as it is now."""

    log_no: int
    change: Change
    noticed_at: datetime
    application: Application


class Stretch(NamedTuple):
    """What was looked for in the log, and the number up to which there is no more of it."""

    found: tuple[Logged, ...]
    to_no: int


def stretch(
    session: Session,
    after_no: int,
    limit: int,
    kinds: Iterable[ChangeKind],
    authorities: Sequence[str] = (),
    up_to: int | None = None,
) -> Stretch:
    """The first `limit` changes of these kinds after a number; nothing of applications that are held back. Of some
    councils only, or of all; not beyond `up_to`.

    The end is asked for first: what comes into the log meanwhile is beyond it and found the next time.
    """
    ends = [change_log.last_no(session), after_no + WINDOW, *([up_to] if up_to is not None else [])]
    end = max(min(ends), after_no)
    query = (
        select(ChangeRow, ApplicationRow)
        .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
        .where(ChangeRow.log_no > after_no, ChangeRow.log_no <= end, is_public())
        .where(ChangeRow.kind.in_(list(kinds)))
        .order_by(ChangeRow.log_no)
        .limit(limit)
    )
    if authorities:
        # Put so that no index of councils leads away from the stretch: it is short, and a council has very many.
        query = query.where(func.coalesce(ApplicationRow.authority, "").in_(authorities))
    found = tuple(_logged(change, row) for change, row in session.execute(query))
    return Stretch(found, found[-1].log_no if len(found) == limit else end)


def before(session: Session, moment: datetime) -> int | None:
    """The number before the first change in the log that was noticed since a moment; None where there is none."""
    noticed = select(func.min(ChangeRow.log_no)).where(ChangeRow.noticed_at >= moment)
    first = session.scalar(noticed)
    return None if first is None else first - 1


def _logged(change: ChangeRow, row: ApplicationRow) -> Logged:
    assert change.log_no is not None
    return Logged(change.log_no, change_from_row(change), change.noticed_at, application_from_row(row))
