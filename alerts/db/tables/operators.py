"""Operators: who may work on the service, their sessions, and what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table
from alerts.db.tables.people import NEVER_AGAIN


class OperatorRow(Table):
    """Somebody who may work on the service. `factor_no` numbers the secret of their second factor, which is worked out
    from the site's key and never stored; they have one once `factor_since` is set. `factor_step` is the step of time
    whose code they gave last, good once. `link_no` numbers the links that sign them in: using one ends all of them.
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
    factor_no: Mapped[int] = mapped_column(default=0)
    factor_since: Mapped[datetime | None]
    factor_step: Mapped[int | None] = mapped_column(BigInteger)
    link_no: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class OperatorRecoveryRow(Table):
    """A code that stands in for an operator's second factor once, known by its SHA-256 alone."""

    __tablename__ = "operator_recovery"

    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)


class OperatorRequestRow(Table):
    """A link that somebody asked for in the form, until the worker answers: so the page takes as long whatever is known
    of the address. `email` is empty where what was typed is no address; `network` is a keyed hash.
    """

    __tablename__ = "operator_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    network: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(index=True)


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
    """One act of an operator, written in the transaction of the act itself. `who` is their address, or the name of a
    command. `subject` never names a person: somebody's state is looked up by a keyed hash, which goes when they are
    forgotten; nothing else is ever changed.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
