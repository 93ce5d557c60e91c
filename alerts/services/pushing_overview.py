"""How each receiver stands: how far it was told, how far behind that is, and what is wrong."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import change_log, log_followers
from alerts.domain.errors import NotFound


class Standing(NamedTuple):
    """A receiver as an operator sees it. `told_to` and `behind` are numbers of the log of changes."""

    name: str
    told_to: int
    behind: int
    failures: int
    failing_since: datetime | None
    last_error: str | None
    last_delivery: datetime | None
    next_try: datetime | None
    is_stopped: bool


def standings(session: Session) -> list[Standing]:
    """All who are told at present, by name."""
    end = change_log.last_no(session)
    return [
        Standing(
            row.name,
            row.last_no,
            max(end - row.last_no, 0),
            row.failures,
            row.failing_since,
            row.last_error,
            row.delivered_at,
            row.next_try_at,
            row.stopped_at is not None,
        )
        for row in log_followers.enabled(session)
    ]


def told_to(session: Session, name: str) -> int:
    """The number of the log up to which a receiver was told. Raises NotFound."""
    row = log_followers.by_name(session, name)
    if row is None:
        raise NotFound(f"{name} was never told of anything")
    return row.last_no
