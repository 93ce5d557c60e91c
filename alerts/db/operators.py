"""Operators, their sessions and the audit, as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from alerts.db.tables import AuditRow, OperatorRow, OperatorSessionRow


def by_email(session: Session, email: str) -> OperatorRow | None:
    """The operator of this address, as `read_address` gives it."""
    return session.scalar(select(OperatorRow).where(OperatorRow.email == email))


def listed(session: Session) -> Sequence[OperatorRow]:
    return session.scalars(select(OperatorRow).order_by(OperatorRow.email)).all()


def with_session(session: Session, digest: str) -> tuple[OperatorRow, OperatorSessionRow] | None:
    """The session of this digest with its operator, whether or not either is still good."""
    found = session.execute(
        select(OperatorRow, OperatorSessionRow)
        .join(OperatorSessionRow, OperatorSessionRow.operator_id == OperatorRow.id)
        .where(OperatorSessionRow.digest == digest)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def start(session: Session, digest: str, operator_id: int, now: datetime) -> None:
    session.add(
        OperatorSessionRow(
            digest=digest, operator_id=operator_id, started_at=now, proven_at=now, ended_at=None
        )
    )


def end(
    session: Session, now: datetime, *, digest: str | None = None, operator_id: int | None = None
) -> None:
    """End one session, or all of an operator."""
    which = OperatorSessionRow.digest == digest if digest else OperatorSessionRow.operator_id == operator_id
    session.execute(
        update(OperatorSessionRow).where(which, OperatorSessionRow.ended_at.is_(None)).values(ended_at=now)
    )


def note(
    session: Session, now: datetime, who: str, action: str, subject: str, detail: Mapping[str, Any]
) -> None:
    """One line of the audit, in the transaction of what it tells of."""
    session.add(AuditRow(at=now, who=who, action=action, subject=subject, detail=dict(detail)))


def noted(session: Session, most: int = 100, *, before: int | None = None) -> Sequence[AuditRow]:
    """The newest lines of the audit first; those before a number."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(most)
    return session.scalars(query.where(AuditRow.id < before) if before else query).all()


def about(session: Session, subject: str, most: int = 100) -> Sequence[AuditRow]:
    """What was done to one thing, the newest first."""
    query = select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.id.desc()).limit(most)
    return session.scalars(query).all()


def last_about(session: Session, subjects: Sequence[str]) -> dict[str, AuditRow]:
    """What was last done to each of these."""
    query = select(AuditRow).where(AuditRow.subject.in_(subjects)).order_by(AuditRow.id)
    return {row.subject: row for row in session.scalars(query)}
