"""Applications and what happened to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table
from alerts.db.tables.box import FINITE_BOX

NO_LAST_DAY = "consultation_end_date IS NULL"
"""The condition of the index by which applications are found whose last day to comment can only be estimated."""

WITHDRAWN = "withdrawn_date IS NOT NULL"
"""The condition of the index by which those are counted that were withdrawn on a day."""

UNLOGGED = "log_no IS NULL AND state IN ('matched','history') AND kind != 'deadline_near'"
"""Changes that the log does not have yet: the condition of their index, to be used word for word."""

UNLOCATED = "site IS NULL AND quarantine IS NULL"
"""The condition of the index by which applications without a place are counted."""


class ApplicationRow(Table):
    """The latest reading of each application. `site` is WKB in EPSG:27700 with its box beside it."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("authority", "reference_normalised"),
        UniqueConstraint("feed", "feed_key"),
        CheckConstraint(FINITE_BOX, name="finite_box"),
        CheckConstraint("(site IS NULL) = (minx IS NULL)", name="site_has_box"),
        # With the day and the quarantine in it, the newest within a box are found and sorted without their rows.
        Index("ix_application_box", "minx", "maxx", "miny", "maxy", "latest_date", "quarantine", "id"),
        # How wide the widest site is, in one look-up: what lies in a box begins no further west of it than that.
        Index("ix_application_width", text("(maxx - minx)")),
        # With what filters ask for most, so that the newest of a rare type are found without looking at every row.
        Index(
            "ix_application_authority_latest",
            "authority",
            "latest_date",
            "application_type",
            "is_major",
            "quarantine",
        ),
        # A council's own days: without these SQLite looks through all that a council has for the few of a month.
        Index("ix_application_authority_changed", "authority", "changed_at", "id"),
        Index("ix_application_authority_id", "authority", "id"),
        Index("ix_application_authority_end", "authority", "consultation_end_date"),
        Index(
            "ix_application_authority_no_last_day",
            "authority",
            "valid_date",
            sqlite_where=text(NO_LAST_DAY),
            postgresql_where=text(NO_LAST_DAY),
        ),
        Index(
            "ix_application_authority_withdrawn",
            "authority",
            "withdrawn_date",
            sqlite_where=text(WITHDRAWN),
            postgresql_where=text(WITHDRAWN),
        ),
        Index("ix_application_postcode", "postcode"),
        Index("ix_application_reference", "reference_normalised"),
        Index("ix_application_changed", "changed_at", "id"),
        Index("ix_application_received", "received_date"),
        Index("ix_application_valid", "valid_date"),
        Index("ix_application_decided", "decision_date"),
        Index("ix_application_consultation_end", "consultation_end_date"),
        Index(
            "ix_application_no_last_day",
            "valid_date",
            sqlite_where=text(NO_LAST_DAY),
            postgresql_where=text(NO_LAST_DAY),
        ),
        Index(
            "ix_application_unlocated",
            "feed",
            sqlite_where=text(UNLOCATED),
            postgresql_where=text(UNLOCATED),
        ),
        Index(
            "ix_application_quarantined",
            "feed",
            sqlite_where=text("quarantine IS NOT NULL"),
            postgresql_where=text("quarantine IS NOT NULL"),
        ),
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
    appeal_raw: Mapped[str | None]
    appeal_start_date: Mapped[date | None]
    appeal_decision_raw: Mapped[str | None]
    appeal_decision_date: Mapped[date | None]
    is_major: Mapped[bool | None]
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
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_baseline: Mapped[bool]
    first_noticed_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ChangeRow(Table):
    """What happened to an application and when we noticed: its history and the queue of the matcher.

    `log_no` is its place in the public log of changes, which it has once it is matched, so that nothing that the flood
    guard holds is published; numbers are given in the order in which they can be read.
    """

    __tablename__ = "change"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('new','readvertised','amended','appealed','decided','withdrawn','deadline_near','noted')",
            name="kind_known",
        ),
        CheckConstraint("state IN ('unmatched','matched','held','discarded','history')", name="state_known"),
        CheckConstraint("(kind = 'noted') = (state = 'history')", name="only_noted_is_history"),
        CheckConstraint(
            "(kind = 'deadline_near') = (deadline IS NOT NULL AND days_before IS NOT NULL)",
            name="reminder_has_day",
        ),
        Index(
            "uq_change_reminder",
            "application_id",
            "deadline",
            "days_before",
            unique=True,
            sqlite_where=text("kind = 'deadline_near'"),
            postgresql_where=text("kind = 'deadline_near'"),
        ),
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
        Index("ix_change_unlogged", "id", sqlite_where=text(UNLOGGED), postgresql_where=text(UNLOGGED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    noticed_at: Mapped[datetime] = mapped_column(index=True)
    feed: Mapped[str]
    differences: Mapped[list[Any]]
    deadline: Mapped[date | None]
    days_before: Mapped[int | None]
    log_no: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class LogFollowerRow(Table):
    """Somebody who is told what the log of changes says, up to `last_no`: a webhook by its name, or the hub of feeds.

    What is being told is put down before it is sent, so that another try sends the same bytes under the same id. Up
    to `replayed_to` it had been told before, and is told again because an operator asked for it. Whoever has the
    lease tells, and every new lease makes the ones before it worthless.
    """

    __tablename__ = "log_follower"
    __table_args__ = (
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="lease_is_whole"),
        CheckConstraint(
            "(message_id IS NULL) = (message_body IS NULL) AND (message_id IS NULL) = (message_to IS NULL)",
            name="message_is_whole",
        ),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    is_enabled: Mapped[bool]
    last_no: Mapped[int] = mapped_column(BigInteger)
    replayed_to: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[str | None]
    message_body: Mapped[str | None]
    message_to: Mapped[int | None] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    lease_no: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]


class FormerReferenceRow(Table):
    """A reference that an application had before: old links and letters still find it."""

    __tablename__ = "former_reference"
    __table_args__ = (UniqueConstraint("application_id", "reference_normalised"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    authority: Mapped[str]
    reference: Mapped[str]
    reference_normalised: Mapped[str] = mapped_column(index=True)
    changed_at: Mapped[datetime]
