"""People, what they asked for, and what they want no more of."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Ids that links are sealed over are not given out twice: an old link must never open a later person's page."""


class SubscriberRow(Table):
    """A person's address, and the generation of the links that are good for it."""

    __tablename__ = "subscriber"
    __table_args__ = (
        CheckConstraint("generation >= 0 AND generation < 65536", name="generation_in_range"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    limit_key: Mapped[str] = mapped_column(index=True)
    generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class SubscriptionRow(Table):
    """A watch area with the wishes of one person, and the proof of consent."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("state IN ('pending','confirmed','ended')", name="state_known"),
        CheckConstraint("frequency IN ('instant','daily','weekly')", name="frequency_known"),
        CheckConstraint("state != 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_time"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_time"),
        Index(
            "uq_subscription_living",
            "subscriber_id",
            "watch_area_id",
            unique=True,
            sqlite_where=text("state != 'ended'"),
            postgresql_where=text("state != 'ended'"),
        ),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id"), index=True)
    watch_area_id: Mapped[int] = mapped_column(ForeignKey("watch_area.id"), index=True)
    state: Mapped[str]
    frequency: Mapped[str]
    changes: Mapped[list[Any]]
    types: Mapped[list[Any]]
    include: Mapped[list[Any]]
    exclude: Mapped[list[Any]]
    consent_wording: Mapped[str]
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class MuteRow(Table):
    """An application that one person wants no more mail about."""

    __tablename__ = "mute"

    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    muted_at: Mapped[datetime]
