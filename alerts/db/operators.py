"""Operators, their sessions and the audit, as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from alerts.db.tables import AuditRow, OperatorRecoveryRow, OperatorRow, OperatorSessionRow

LINK_NUMBERS = 65_536


def by_email(session: Session, email: str) -> OperatorRow | None:
    """The operator of this address, as `read_address` gives it."""
    return session.scalar(select(OperatorRow).where(OperatorRow.email == email))


def by_id(session: Session, operator_id: int) -> OperatorRow | None:
    return session.get(OperatorRow, operator_id)


def by_emails(session: Session, emails: Sequence[str]) -> dict[str, OperatorRow]:
    found = session.scalars(select(OperatorRow).where(OperatorRow.email.in_(emails)))
    return {row.email: row for row in found}


def listed(session: Session) -> Sequence[OperatorRow]:
    return session.scalars(select(OperatorRow).order_by(OperatorRow.email)).all()


def locked_of_role(session: Session, role: str) -> Sequence[OperatorRow]:
    """Everybody of a role, whom nobody else changes until the transaction ends."""
    query = select(OperatorRow).where(OperatorRow.role == role).order_by(OperatorRow.id).with_for_update()
    return session.scalars(query).all()


def add(session: Session, email: str, role: str, now: datetime) -> OperatorRow:
    row = OperatorRow(email=email, role=role, factor_no=0, link_no=0, created_at=now)
    session.add(row)
    session.flush()
    return row


def remove(session: Session, operator_id: int) -> None:
    """An operator with their sessions and codes; what they did stays in the audit."""
    for table in (OperatorSessionRow, OperatorRecoveryRow):
        session.execute(delete(table).where(table.operator_id == operator_id))
    session.execute(delete(OperatorRow).where(OperatorRow.id == operator_id))


def use_link(session: Session, operator_id: int, link_no: int) -> bool:
    """Use the links of this number up; False where somebody did at the same moment."""
    used = (
        update(OperatorRow)
        .where(OperatorRow.id == operator_id, OperatorRow.link_no == link_no)
        .values(link_no=(link_no + 1) % LINK_NUMBERS)
    )
    return _count(session, used) == 1


def use_step(session: Session, operator_id: int, step: int) -> bool:
    """Use the code of a step of time up; False where it, or a later one, was used before."""
    is_new = or_(OperatorRow.factor_step.is_(None), OperatorRow.factor_step < step)
    used = update(OperatorRow).where(OperatorRow.id == operator_id, is_new).values(factor_step=step)
    return _count(session, used) == 1


def use_recovery(session: Session, operator_id: int, digest: str) -> bool:
    """Use a recovery code up; False where there is none such."""
    row = OperatorRecoveryRow
    return _count(session, delete(row).where(row.operator_id == operator_id, row.digest == digest)) == 1


def replace_recovery(session: Session, operator_id: int, digests: Sequence[str]) -> None:
    session.execute(delete(OperatorRecoveryRow).where(OperatorRecoveryRow.operator_id == operator_id))
    session.add_all(OperatorRecoveryRow(operator_id=operator_id, digest=digest) for digest in digests)


def recovery_left(session: Session, operator_id: int) -> int:
    counted = select(func.count()).where(OperatorRecoveryRow.operator_id == operator_id)
    return session.scalar(counted) or 0


def with_session(session: Session, digest: str) -> tuple[OperatorRow, OperatorSessionRow] | None:
    """The session of this digest with its operator, whether or not it is still good."""
    found = session.execute(
        select(OperatorRow, OperatorSessionRow)
        .join(OperatorSessionRow, OperatorSessionRow.operator_id == OperatorRow.id)
        .where(OperatorSessionRow.digest == digest)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def open_sessions(session: Session, operator_id: int, since: datetime) -> Sequence[OperatorSessionRow]:
    """The sessions of an operator that began after a moment and were not ended, newest first."""
    row = OperatorSessionRow
    is_open = (row.operator_id == operator_id) & row.ended_at.is_(None) & (row.started_at > since)
    return session.scalars(select(row).where(is_open).order_by(row.started_at.desc(), row.digest)).all()


def start(session: Session, digest: str, operator_id: int, now: datetime) -> None:
    session.add(
        OperatorSessionRow(
            digest=digest, operator_id=operator_id, started_at=now, proven_at=now, ended_at=None
        )
    )


def prove(session: Session, digest: str, now: datetime) -> None:
    """Note that whoever has this session has just shown who they are."""
    row = OperatorSessionRow
    session.execute(update(row).where(row.digest == digest, row.ended_at.is_(None)).values(proven_at=now))


def end(
    session: Session,
    now: datetime,
    *,
    digest: str | None = None,
    operator_id: int | None = None,
    but: str | None = None,
) -> int:
    """End one session, or all of an operator `but` one; returns how many that were open."""
    row = OperatorSessionRow
    which = row.digest == digest if digest else row.operator_id == operator_id
    ended = update(row).where(which, row.digest != (but or ""), row.ended_at.is_(None)).values(ended_at=now)
    return _count(session, ended)


def note(
    session: Session, now: datetime, who: str, action: str, subject: str, detail: Mapping[str, Any]
) -> None:
    """One line of the audit, in the transaction of what it tells of."""
    session.add(AuditRow(at=now, who=who, action=action, subject=subject, detail=dict(detail)))


def noted(
    session: Session,
    most: int = 100,
    *,
    before: int | None = None,
    who: str = "",
    action: str = "",
    subject: str = "",
) -> Sequence[AuditRow]:
    """The newest lines of the audit first: those before a number, of one person, action or subject."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(most)
    if before is not None:
        query = query.where(AuditRow.id < before)
    for column, wanted in ((AuditRow.who, who), (AuditRow.action, action), (AuditRow.subject, subject)):
        if wanted:
            query = query.where(column == wanted)
    return session.scalars(query).all()


def about(session: Session, subject: str, most: int = 100) -> Sequence[AuditRow]:
    """What was done to one thing, the newest first."""
    query = select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.id.desc()).limit(most)
    return session.scalars(query).all()


def forget_about(session: Session, subjects: Sequence[str], instead: str) -> None:
    """File the lines about these subjects under another, which says of nobody whom they are about."""
    session.execute(update(AuditRow).where(AuditRow.subject.in_(subjects)).values(subject=instead))


def last_about(session: Session, subjects: Sequence[str]) -> dict[str, AuditRow]:
    """What was last done to each of these."""
    query = select(AuditRow).where(AuditRow.subject.in_(subjects)).order_by(AuditRow.id)
    return {row.subject: row for row in session.scalars(query)}


def remove_old(session: Session, *, sessions_before: datetime, audit_before: datetime) -> int:
    """Forget sessions that began, and acts that were done, before these moments."""
    return _count(
        session, delete(OperatorSessionRow).where(OperatorSessionRow.started_at < sessions_before)
    ) + _count(session, delete(AuditRow).where(AuditRow.at < audit_before))


def _count(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def lately_about(
    session: Session, who: str, action: str, subject: str, since: datetime
) -> Sequence[AuditRow]:
    """What somebody did to one thing from a moment on."""
    query = select(AuditRow).where(
        AuditRow.subject == subject, AuditRow.who == who, AuditRow.action == action
    )
    return session.scalars(query.where(AuditRow.at >= since)).all()
