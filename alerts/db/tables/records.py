"""What operators put right of feeds: records that were not read as they should be, and words without a meaning."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table
from alerts.db.tables.people import NEVER_AGAIN


class StoredRecordRow(Table):
    """A record of a feed that could not be read, is held back, or has a field or a word that could not be understood:
    kept to be looked at and read again. `body` is its JSON, compressed, without what may be about a person; `left_out`
    names the fields that it lacks for that reason, `digest` tells this state of it from any other. `key` is the feed's,
    or what names the record in a problem.
    """

    __tablename__ = "stored_record"
    __table_args__ = (
        CheckConstraint("outcome IN ('problem','quarantined','unmapped','unfit')", name="outcome_known"),
        UniqueConstraint("feed", "key"),
        Index("ix_stored_record_outcome", "feed", "outcome", "id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"))
    key: Mapped[str]
    outcome: Mapped[str]
    reasons: Mapped[list[Any]]
    left_out: Mapped[list[Any]]
    body: Mapped[bytes]
    digest: Mapped[bytes]
    read_at: Mapped[datetime] = mapped_column(index=True)
    dismissed_at: Mapped[datetime | None]


class ValueMappingRow(Table):
    """What an operator says that a register's own word means; the configuration's word on it goes before."""

    __tablename__ = "value_mapping"
    __table_args__ = (
        CheckConstraint("field IN ('application_type','status','decision')", name="field_known"),
    )

    feed: Mapped[str] = mapped_column(ForeignKey("feed.name"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    meaning: Mapped[str]
    given_at: Mapped[datetime]
    given_by: Mapped[str]
