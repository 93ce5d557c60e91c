"""People, what they asked for, and what they want no more of."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Ids that links are sealed over are not given out twice: an old link must never open a later person's page."""


class SubscriberRow(Table):
    """A person's address, the generation of the links that are good for it, and the language they are written to in."""

    __tablename__ = "subscriber"
    __table_args__ = (
        CheckConstraint("generation >= 0 AND generation < 65536", name="generation_in_range"),
        CheckConstraint("language IN ('en','cy')", name="language_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    limit_key: Mapped[str] = mapped_column(index=True)
    generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(default="en", server_default="en")


class SubscriptionRow(Table):
    """A watch area with the wishes of one person, and the proof of consent."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("state IN ('pending','confirmed','ended')", name="state_known"),
        CheckConstraint("frequency IN ('instant','daily','weekly')", name="frequency_known"),
        CheckConstraint("state != 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_time"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_time"),
        CheckConstraint("remind_days >= 1 AND remind_days <= 14", name="remind_days_in_range"),
        CheckConstraint(
            "digest_hour IS NULL OR (digest_hour >= 0 AND digest_hour <= 23 AND digest_hour != 1)",
            name="digest_hour_in_range",
        ),
        CheckConstraint(
            "digest_weekday IS NULL OR (digest_weekday >= 0 AND digest_weekday <= 6)",
            name="digest_weekday_in_range",
        ),
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
    remind_days: Mapped[int] = mapped_column(default=3)
    digest_hour: Mapped[int | None]
    digest_weekday: Mapped[int | None]
    only_major: Mapped[bool] = mapped_column(default=False)
    constraint_kinds: Mapped[list[Any]] = mapped_column(default=list)
    paused_until: Mapped[date | None]
    consent_wording: Mapped[str]
    consent_source: Mapped[str] = mapped_column(default="")
    consent_ip: Mapped[str | None]
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class MuteRow(Table):
    """An application that one person wants no more mail about."""

    __tablename__ = "mute"

    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True, index=True)
    muted_at: Mapped[datetime]


class SignupRow(Table):
    """What somebody asked for in a form and nobody has looked at yet: the worker answers it by e-mail, so that the
    page says the same, as quickly, whatever we know of the address. `ip` is a keyed hash.
    """

    __tablename__ = "signup"
    __table_args__ = (
        CheckConstraint("kind IN ('subscribe','link')", name="kind_known"),
        CheckConstraint("language IN ('en','cy')", name="language_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    email: Mapped[str]
    area: Mapped[str | None]
    wishes: Mapped[dict[str, Any]]
    source: Mapped[str]
    ip: Mapped[str | None]
    asked_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(default="en", server_default="en")


class AddressChangeRow(Table):
    """A new address that a person asked us to write to, until a link sent to it is confirmed. `taken_in_at` is when
    the worker saw to it, whether or not the address may be written to.
    """

    __tablename__ = "address_change"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id"), index=True)
    email: Mapped[str]
    requested_at: Mapped[datetime]
    taken_in_at: Mapped[datetime | None]


class SuppressionRow(Table):
    """An address that is never written to, known only by a keyed hash, and why."""

    __tablename__ = "suppression"
    __table_args__ = (CheckConstraint("reason IN ('never','hard-bounce','complaint')", name="reason_known"),)

    address_hash: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since_at: Mapped[datetime]


class DeliveryFailureRow(Table):
    """A London day on which a server refused a person's mail for good, other than by saying that nobody is there."""

    __tablename__ = "delivery_failure"

    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    status: Mapped[str]


class CounterRow(Table):
    """How often something that is limited was done within a window of time; `key` holds no address in clear."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
