"""What the database knows of its own upkeep."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table


class UpkeepRow(Table):
    """One row: `serves_from` is the oldest revision whose program may work on this schema, `copied_at` when a copy of
    the database was last made.
    """

    __tablename__ = "upkeep"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    serves_from: Mapped[str]
    copied_at: Mapped[datetime | None]
