"""Indexes of the days of a council, by which its forecast finds what happened lately

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NO_LAST_DAY = "consultation_end_date IS NULL"


def upgrade() -> None:
    op.create_index("ix_application_authority_changed", "application", ["authority", "changed_at"])
    op.create_index("ix_application_authority_end", "application", ["authority", "consultation_end_date"])
    op.create_index(
        "ix_application_authority_no_last_day",
        "application",
        ["authority", "valid_date"],
        sqlite_where=sa.text(_NO_LAST_DAY),
        postgresql_where=sa.text(_NO_LAST_DAY),
    )


def downgrade() -> None:
    for name in ("changed", "end", "no_last_day"):
        op.drop_index(f"ix_application_authority_{name}", "application")
