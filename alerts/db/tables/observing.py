"""What the service notes of its own work, so that whoever watches over it can ask the database."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table


class CountedRow(Table):
    """How often something was done on one London day, and on all days together under `FOR_GOOD`. `about` and `outcome`
    tell its kinds apart, such as the feed and what became of the record; neither names a person.
    """

    __tablename__ = "counted"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class BeatRow(Table):
    """How one step of the work goes in one process, as it says itself every few seconds while it lives."""

    __tablename__ = "beat"

    process: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str]
    beat_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)


class SummaryRow(Table):
    """That the operator was written the summary of this London day: once, whatever clocks and workers do."""

    __tablename__ = "summary"

    day: Mapped[date] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
