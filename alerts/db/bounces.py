"""Which messages that came in have been acted on, by the digest of their bytes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import BounceRow


def note(session: Session, digest: str, email_id: str, kind: str, status: str, now: datetime) -> bool:
    """Note a message; False where the same bytes came before."""
    if session.get(BounceRow, digest) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(
                BounceRow(digest=digest, email_id=email_id, kind=kind, status=status, received_at=now)
            )
        return True
    except IntegrityError:  # another reader has it in hand at this moment
        return False


def counts_by_kind(session: Session) -> dict[str, int]:
    found = session.execute(select(BounceRow.kind, func.count()).group_by(BounceRow.kind))
    return dict(found.all())
