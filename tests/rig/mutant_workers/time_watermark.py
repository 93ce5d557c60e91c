"""Matches what was noticed since the last run, and keeps no ledger of what was not matched yet."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from alerts.db import changes
from alerts.db.tables import ApplicationRow, ChangeRow


def spoil() -> None:
    take_unmatched = changes.take_unmatched

    def take_since_the_last_run(
        session: Session, limit: int, waiting_feeds: Sequence[str], *rest: Any
    ) -> list[tuple[ChangeRow, ApplicationRow]]:
        found = take_unmatched(session, limit, waiting_feeds, *rest)
        seen_by_now = (ChangeRow.state == "unmatched", ChangeRow.noticed_at <= datetime.now(UTC))
        session.execute(update(ChangeRow).where(*seen_by_now).values(state="matched"))
        return found

    changes.take_unmatched = take_since_the_last_run
