"""Feeds, their polls, and what is counted of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table


class FeedRow(Table):
    """What is known of a feed between polls. `paused_at` is an operator's word; `is_enabled` the configuration's."""

    __tablename__ = "feed"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    precedence: Mapped[int] = mapped_column(default=0)
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
    failing_since: Mapped[datetime | None]
    recovered_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    known: Mapped[int] = mapped_column(default=0)
    last_total: Mapped[int | None]
    history_days: Mapped[int] = mapped_column(default=1)
    poll_owner: Mapped[str | None]
    poll_until: Mapped[datetime | None]
    skipped: Mapped[int] = mapped_column(default=0)
    settings_digest: Mapped[str | None]
    paused_at: Mapped[datetime | None]


class PollRow(Table):
    """One run of a feed, with its counts."""

    __tablename__ = "poll"

    __table_args__ = (Index("ix_poll_feed_started", "feed", "started_at"), UniqueConstraint("feed", "slot"))

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"))
    started_at: Mapped[datetime]
    seconds: Mapped[float]
    fetched: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    told: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int]
    quarantined: Mapped[int]
    requests: Mapped[int]
    slot: Mapped[datetime | None]
    error: Mapped[str | None]
    problem_list: Mapped[list[Any]]


class FeedKeyRow(Table):
    """Which application a feed's key means. Several keys, or several feeds, may mean the same one. `digest` is of the
    reading that was heard last, `record_digest` of the record that it was read from.
    """

    __tablename__ = "feed_key"

    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    digest: Mapped[bytes | None]
    record_digest: Mapped[bytes | None]
    is_released: Mapped[bool] = mapped_column(default=False)


class FeedDayRow(Table):
    """What a feed brought on one London day: the counters of its pace and of the flood guard."""

    __tablename__ = "feed_day"

    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    new: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)


class HoldRow(Table):
    """Changes of one feed that wait for an operator's word, and why."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("state IN ('open','released','discarded')", name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_time"),
        Index(
            "uq_hold_open",
            "feed",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"))
    state: Mapped[str]
    why: Mapped[str]
    changes: Mapped[int]
    raised_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class AlarmRow(Table):
    """Something an operator must know of a feed, or of a part of the service (`mail`, `sign-ups`): raised once,
    told once, cleared when it is over. `acknowledged_at` is when an operator said that they have seen it.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "uq_alarm_open",
            "feed",
            "kind",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    raised_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]


class UnmappedValueRow(Table):
    """A word of a feed for type, status or decision that has no meaning in our vocabulary yet."""

    __tablename__ = "unmapped_value"

    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[int]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    example: Mapped[str]


class HostRow(Table):
    """How a host does that feeds are read from: whose turn it is, and when it may be asked again."""

    __tablename__ = "host"

    host: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    last_asked_at: Mapped[datetime | None]
    owner: Mapped[str | None]
    owned_until: Mapped[datetime | None]
