"""What people tell us of applications that we show at the wrong place."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table


class PlaceReportRow(Table):
    """One report by somebody who need not say who they are. `told_at` is when a letter to the operator named it,
    `closed_at` when the operator had seen to it.
    """

    __tablename__ = "place_report"
    __table_args__ = (
        CheckConstraint("fault IN ('elsewhere','address','other')", name="fault_known"),
        Index(
            "ix_place_report_open",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    fault: Mapped[str]
    words: Mapped[str]
    reported_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
