"""E-mails, and the ledger of what they tell."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table

NOT_OVER = "state IN ('queued','sending')"
"""E-mails that may still have to be sent: the condition of their index, to be used word for word."""


UNTOLD = "email_id IS NULL AND set_aside IS NULL"
TRIED_AND_SET_ASIDE = "set_aside IS NOT NULL AND tries > 0"
"""Alerts that are still to be told: the condition of their index, to be used word for word."""


class EmailRow(Table):
    """One e-mail, whole but for its links, which are filled in as it is sent. Moves only forward.

    It goes to its person's address, or to `recipient` where a new address is asked, or an old one told of a change.
    `letter` is the message as it goes over the wire, made ahead of its sending and gone with it.
    """

    __tablename__ = "email"
    __table_args__ = (
        CheckConstraint("lane IN ('confirmation','manage','operator','welcome','alert')", name="lane_known"),
        CheckConstraint("(lane = 'operator') = (subscriber_id IS NULL)", name="operator_has_no_subscriber"),
        CheckConstraint(
            "state IN ('queued','sending','sent','bounced','failed','dropped')", name="state_known"
        ),
        CheckConstraint("(state = 'sending') = (lease_owner IS NOT NULL)", name="sending_has_lease"),
        CheckConstraint("(state IN ('sent','bounced')) = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("state != 'bounced' OR bounced_at IS NOT NULL", name="bounced_has_time"),
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
    recipient: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    composed_at: Mapped[datetime]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    pictures: Mapped[list[Any]] = mapped_column(default=list)
    list_id: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    lease_no: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    bounced_at: Mapped[datetime | None]
    bounce_status: Mapped[str | None]
    letter: Mapped[bytes | None] = mapped_column(deferred=True)


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
        # Of a subscription's alerts of many years, those that it is still to be told.
        Index(
            "ix_alert_untold",
            "subscription_id",
            "due_at",
            sqlite_where=text(UNTOLD),
            postgresql_where=text(UNTOLD),
        ),
        # The status page counts them among all that was ever told.
        Index(
            "ix_alert_set_aside",
            "set_aside",
            sqlite_where=text(TRIED_AND_SET_ASIDE),
            postgresql_where=text(TRIED_AND_SET_ASIDE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    distance_m: Mapped[float | None]
    reason: Mapped[str]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    email_id: Mapped[str | None] = mapped_column(ForeignKey("email.id"), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    set_aside: Mapped[str | None]


class DigestRow(Table):
    """The digest of one subscription on one London day: there is one, whatever clocks and workers do."""

    __tablename__ = "digest"

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    email_id: Mapped[str] = mapped_column(ForeignKey("email.id"), index=True)


class PictureRow(Table):
    """A PNG that e-mails carry, once however many do; `digest` is the SHA-256 of its bytes."""

    __tablename__ = "picture"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    made_at: Mapped[datetime]


class BounceRow(Table):
    """A bounce or complaint that was read, by the SHA-256 of its bytes, so that a replayed one counts once."""

    __tablename__ = "bounce"

    digest: Mapped[str] = mapped_column(primary_key=True)
    email_id: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    received_at: Mapped[datetime]


class PostStateRow(Table):
    """How the mail server does, in one row for all workers, and whether alerts wait for an operator's word.

    `failing_domains` are hashes, since a domain can be one person's own.
    """

    __tablename__ = "post_state"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("(trouble IS NULL) = (paused_until IS NULL)", name="paused_in_trouble"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    failures: Mapped[int] = mapped_column(default=0)
    failing_domains: Mapped[list[Any]] = mapped_column(default=list)
    trouble: Mapped[str | None]
    sick_since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    slowness: Mapped[float] = mapped_column(default=1.0)
    next_letter_at: Mapped[datetime | None]
    restored_at: Mapped[datetime | None]
