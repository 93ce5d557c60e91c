"""E-mails, and the ledger of what they tell."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table

NOT_OVER = "state IN ('queued','sending')"
"""E-mails that may still have to be sent: the condition of their index, to be used word for word."""


class EmailRow(Table):
    """One e-mail, whole but for its links, which are filled in as it is sent. Moves only forward."""

    __tablename__ = "email"
    __table_args__ = (
        CheckConstraint("lane IN ('confirmation','manage','alert','operator')", name="lane_known"),
        CheckConstraint("(lane = 'operator') = (subscriber_id IS NULL)", name="operator_has_no_subscriber"),
        CheckConstraint("state IN ('queued','sending','sent','failed','dropped')", name="state_known"),
        CheckConstraint("(state = 'sending') = (lease_owner IS NOT NULL)", name="sending_has_lease"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        Index(
            "ix_email_due",
            "lane",
            "next_try_at",
            sqlite_where=text(NOT_OVER),
            postgresql_where=text(NOT_OVER),
        ),
        Index("ix_email_state", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str]
    subscriber_id: Mapped[int | None] = mapped_column(ForeignKey("subscriber.id"), index=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    composed_at: Mapped[datetime]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    list_id: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    lease_no: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class AlertRow(Table):
    """The ledger: each change is told to each subscription once, and waits here until it is put into words."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("subscription_id", "change_id"),
        Index(
            "ix_alert_waiting",
            "due_at",
            sqlite_where=text("email_id IS NULL"),
            postgresql_where=text("email_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), index=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    distance_m: Mapped[float | None]
    reason: Mapped[str]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    email_id: Mapped[str | None] = mapped_column(ForeignKey("email.id"), index=True)
