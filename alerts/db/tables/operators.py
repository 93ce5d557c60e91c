"""Operators: who may work on the service, their sessions, and what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table
from alerts.db.tables.people import NEVER_AGAIN


class OperatorRow(Table):
    """Somebody who may work on the service. `factor_no` numbers the secret of their second factor, which is worked out
    from the site's key and never stored; `factor_step` is the step of time whose code they gave last, good once.
    `link_no` numbers the links that sign them in: each is good once, and ends those before it.
    """

    __tablename__ = "operator"
    __table_args__ = (
        CheckConstraint("role IN ('viewer','operator','administrator')", name="role_known"),
        CheckConstraint("link_no >= 0 AND link_no < 65536", name="link_no_in_range"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None]
    factor_no: Mapped[int | None]
    factor_step: Mapped[int | None] = mapped_column(BigInteger)
    link_no: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class OperatorSessionRow(Table):
    """A browser that an operator signed in with, known by the SHA-256 of what its cookie holds. `proven_at` is when
    they last showed that it is them.
    """

    __tablename__ = "operator_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    started_at: Mapped[datetime]
    proven_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuditRow(Table):
    """One act of an operator, written in the transaction of the act itself and never changed. `who` is their address,
    or the name of a command. `subject` never names a person: somebody's state is looked up by a keyed hash.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
