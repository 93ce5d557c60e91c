"""Reports of wrong places

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from alerts.db.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPEN = "closed_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "place_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reported_at", Instant(timezone=True), nullable=False),
        sa.Column("told_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "fault IN ('elsewhere','address','other')", name=op.f("ck_place_report_fault_known")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_place_report_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_report")),
    )
    op.create_index(op.f("ix_place_report_application_id"), "place_report", ["application_id"])
    op.create_index(
        "ix_place_report_open",
        "place_report",
        ["id"],
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def downgrade() -> None:
    op.drop_table("place_report")
