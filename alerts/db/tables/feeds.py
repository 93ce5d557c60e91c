"""Feeds and their polls."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table


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


class FeedKeyRow(Table):
    """Which application a feed's key means. Several keys, or several feeds, may mean the same one."""

    __tablename__ = "feed_key"

    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
