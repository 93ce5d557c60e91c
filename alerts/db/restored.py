"""Whether this database is a copy that was put back. Then what people were told since the copy was made is not known,
and alerts wait for an operator's word.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, func, select, text, update
from sqlalchemy.orm import Session

from alerts.db import ledger, post_state
from alerts.db.tables import NOT_OVER, AlertRow, ChangeRow, EmailRow, PostStateRow

ANSWERS = ("confirmation", "manage", "operator")
"""Lanes of e-mails that somebody asked for a moment ago: they go out in any case."""


def since(session: Session) -> datetime | None:
    """When the copy was made that was put back; None where none was, or an operator has decided."""
    return session.scalar(select(PostStateRow.restored_at))


def mark(session: Session, made_at: datetime | None) -> None:
    """Let alerts wait from now on, or no more."""
    post_state.ensure_row(session)
    session.execute(update(PostStateRow).values(restored_at=made_at))


def waiting(session: Session) -> dict[str, int]:
    """What waits for the operator's word: changes to be matched, alerts to be composed, e-mails to be sent."""
    counts = {
        "changes": select(func.count()).where(ChangeRow.state == "unmatched"),
        "alerts": select(func.count()).where(AlertRow.email_id.is_(None), AlertRow.set_aside.is_(None)),
        "emails": select(func.count()).where(text(NOT_OVER), EmailRow.lane.not_in(ANSWERS)),
    }
    return {name: session.scalar(count) or 0 for name, count in counts.items()}


def discard(session: Session) -> dict[str, int]:
    """Let none of it be told; returns how many of each."""
    never = {"state": "dropped", "lease_owner": None, "lease_until": None, "letter": None}
    return {
        "changes": _count(
            session, update(ChangeRow).where(ChangeRow.state == "unmatched").values(state="discarded")
        ),
        "alerts": _count(
            session,
            update(AlertRow)
            .where(AlertRow.email_id.is_(None), AlertRow.set_aside.is_(None))
            .values(set_aside=ledger.RESTORED),
        ),
        "emails": _count(
            session, update(EmailRow).where(text(NOT_OVER), EmailRow.lane.not_in(ANSWERS)).values(never)
        ),
    }


def _count(session: Session, statement: Update) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
