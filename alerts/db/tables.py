"""The tables, each rule that must always hold being a constraint."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table

_WIDEST_GRID_M = 10_000_000
FINITE_BOX = (
    "(minx IS NULL AND miny IS NULL AND maxx IS NULL AND maxy IS NULL) OR COALESCE("
    f"minx >= -{_WIDEST_GRID_M} AND miny >= -{_WIDEST_GRID_M} "
    f"AND maxx <= {_WIDEST_GRID_M} AND maxy <= {_WIDEST_GRID_M} AND minx <= maxx AND miny <= maxy, FALSE)"
)
"""True only of finite numbers in order, or of no box at all. Infinity fails a comparison; NaN does on PostgreSQL,
and SQLite stores it as NULL, of which a comparison is neither true nor false.
"""


NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Ids that links are sealed over are not given out twice: an old link must never open a later person's page."""


class FeedRow(Table):
    """What is known of a feed between polls."""

    __tablename__ = "feed"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    authorities: Mapped[list[Any]]
    every_s: Mapped[float]
    is_enabled: Mapped[bool]
    cursor: Mapped[str] = mapped_column(default="")
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    read_whole_at: Mapped[datetime | None]
    baseline_done_at: Mapped[datetime | None]
    next_poll_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_attempt_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    poll_owner: Mapped[str | None]
    poll_until: Mapped[datetime | None]


class PollRow(Table):
    """One run of a feed, with its counts."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"), index=True)
    started_at: Mapped[datetime]
    seconds: Mapped[float]
    fetched: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    problems: Mapped[int]
    quarantined: Mapped[int]
    requests: Mapped[int]
    error: Mapped[str | None]
    problem_list: Mapped[list[Any]]


class ApplicationRow(Table):
    """The latest reading of each application. `site` is WKB in EPSG:27700 with its box beside it."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("authority", "reference_normalised"),
        UniqueConstraint("feed", "feed_key"),
        CheckConstraint(FINITE_BOX, name="finite_box"),
        CheckConstraint("(site IS NULL) = (minx IS NULL)", name="site_has_box"),
        Index("ix_application_box", "minx", "maxx", "miny", "maxy"),
        Index("ix_application_authority_latest", "authority", "latest_date"),
        Index("ix_application_postcode", "postcode"),
        Index("ix_application_reference", "reference_normalised"),
        Index("ix_application_changed", "changed_at"),
        Index("ix_application_consultation_end", "consultation_end_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"))
    feed_key: Mapped[str]
    authority: Mapped[str]
    reference: Mapped[str]
    reference_normalised: Mapped[str]
    description: Mapped[str]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    uprn: Mapped[str | None]
    application_type: Mapped[str | None]
    application_type_raw: Mapped[str | None]
    status: Mapped[str | None]
    status_raw: Mapped[str | None]
    decision: Mapped[str | None]
    decision_raw: Mapped[str | None]
    received_date: Mapped[date | None]
    valid_date: Mapped[date | None]
    consultation_start_date: Mapped[date | None]
    consultation_end_date: Mapped[date | None]
    decision_date: Mapped[date | None]
    withdrawn_date: Mapped[date | None]
    latest_date: Mapped[date | None]
    url: Mapped[str | None]
    site: Mapped[bytes | None]
    site_precision: Mapped[str | None]
    minx: Mapped[float | None]
    miny: Mapped[float | None]
    maxx: Mapped[float | None]
    maxy: Mapped[float | None]
    extent: Mapped[str]
    quarantine: Mapped[str | None]
    notes: Mapped[list[Any]]
    is_baseline: Mapped[bool]
    first_noticed_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class FeedKeyRow(Table):
    """Which application a feed's key means. Several keys, or several feeds, may mean the same one."""

    __tablename__ = "feed_key"

    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)


class ChangeRow(Table):
    """What happened to an application and when we noticed: its history and the queue of the matcher."""

    __tablename__ = "change"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('new','amended','decided','withdrawn','deadline_near','noted')", name="kind_known"
        ),
        CheckConstraint("state IN ('unmatched','matched','held','discarded','history')", name="state_known"),
        CheckConstraint("(kind = 'noted') = (state = 'history')", name="only_noted_is_history"),
        Index(
            "ix_change_unmatched",
            "id",
            sqlite_where=text("state = 'unmatched'"),
            postgresql_where=text("state = 'unmatched'"),
        ),
        Index(
            "ix_change_held",
            "id",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    noticed_at: Mapped[datetime] = mapped_column(index=True)
    feed: Mapped[str]
    differences: Mapped[list[Any]]


class WatchAreaRow(Table):
    """A place that is watched, frozen as it was when first asked for. `core` is WKB in EPSG:27700."""

    __tablename__ = "watch_area"
    __table_args__ = (
        CheckConstraint(FINITE_BOX, name="finite_box"),
        CheckConstraint("(core IS NULL) = (minx IS NULL)", name="core_has_box"),
        CheckConstraint("margin_m >= 0 AND margin_m <= 5000", name="margin_within_bounds"),
        CheckConstraint(
            "kind IN ('postcode','ward','authority','circle','shape','application')", name="kind_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    label: Mapped[str]
    core: Mapped[bytes | None]
    margin_m: Mapped[float] = mapped_column(default=0.0)
    minx: Mapped[float | None]
    miny: Mapped[float | None]
    maxx: Mapped[float | None]
    maxy: Mapped[float | None]
    postcode: Mapped[str | None]
    authority: Mapped[str | None]
    application_reference: Mapped[str | None]
    authorities: Mapped[list[Any]]
    vintage: Mapped[str]
    created_at: Mapped[datetime]


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


NOT_OVER = "state IN ('queued','sending')"
"""E-mails that may still have to be sent: the condition of their index, to be used word for word."""


class EmailRow(Table):
    """One e-mail, whole but for its links, which are filled in as it is sent. Moves only forward."""

    __tablename__ = "email"
    __table_args__ = (
        CheckConstraint("lane IN ('confirmation','manage','alert')", name="lane_known"),
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
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str]
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id"), index=True)
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


class BoundaryRow(Table):
    """A ward's or an authority's polygon of one vintage. `geometry` is WKB in EPSG:27700."""

    __tablename__ = "boundary"
    __table_args__ = (
        UniqueConstraint("kind", "code", "vintage"),
        CheckConstraint("kind IN ('ward','authority')", name="kind_known"),
        CheckConstraint(FINITE_BOX, name="finite_box"),
        Index("ix_boundary_parent", "kind", "parent", "vintage"),
        Index("ix_boundary_box", "kind", "minx", "maxx", "miny", "maxy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str | None]
    vintage: Mapped[int]
    geometry: Mapped[bytes]
    minx: Mapped[float]
    miny: Mapped[float]
    maxx: Mapped[float]
    maxy: Mapped[float]


TABLES = Table.metadata
