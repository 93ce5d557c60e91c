"""The public log of changes, and who follows it

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from alerts.db.columns import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BOX = ("minx", "maxx", "miny", "maxy")
_IS_PUBLIC = "state IN ('matched','history') AND kind != 'deadline_near'"
_UNLOGGED = f"log_no IS NULL AND {_IS_PUBLIC}"
_DAYS = {
    "ix_application_received": "received_date",
    "ix_application_valid": "valid_date",
    "ix_application_decided": "decision_date",
}


def upgrade() -> None:
    with op.batch_alter_table("change") as change:
        change.add_column(sa.Column("log_no", sa.BigInteger(), nullable=True))
        change.create_unique_constraint(op.f("uq_change_log_no"), ["log_no"])
    op.execute(f"UPDATE change SET log_no = id WHERE {_IS_PUBLIC}")
    op.create_index(
        "ix_change_unlogged",
        "change",
        ["id"],
        sqlite_where=sa.text(_UNLOGGED),
        postgresql_where=sa.text(_UNLOGGED),
    )
    op.create_index("ix_application_authority_id", "application", ["authority", "id"])
    op.drop_index("ix_application_box", "application")
    op.create_index("ix_application_box", "application", [*_BOX, "latest_date", "quarantine", "id"])
    op.create_index("ix_application_width", "application", [sa.text("(maxx - minx)")])
    op.drop_index("ix_application_authority_latest", "application")
    op.create_index(
        "ix_application_authority_latest",
        "application",
        ["authority", "latest_date", "application_type", "is_major", "quarantine"],
    )
    _index_changed("id")
    for name, day in _DAYS.items():
        op.create_index(name, "application", [day])
    op.create_table(
        "log_follower",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("last_no", sa.BigInteger(), nullable=False),
        sa.Column("replayed_to", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("message_body", sa.String(), nullable=True),
        sa.Column("message_to", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", Instant(timezone=True), nullable=True),
        sa.Column("next_try_at", Instant(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("delivered_at", Instant(timezone=True), nullable=True),
        sa.Column("stopped_at", Instant(timezone=True), nullable=True),
        sa.Column("lease_no", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(lease_owner IS NULL) = (lease_until IS NULL)", name=op.f("ck_log_follower_lease_is_whole")
        ),
        sa.CheckConstraint(
            "(message_id IS NULL) = (message_body IS NULL) AND (message_id IS NULL) = (message_to IS NULL)",
            name=op.f("ck_log_follower_message_is_whole"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_log_follower")),
    )


def downgrade() -> None:
    op.drop_table("log_follower")
    for name in _DAYS:
        op.drop_index(name, "application")
    _index_changed()
    op.drop_index("ix_application_authority_latest", "application")
    op.create_index("ix_application_authority_latest", "application", ["authority", "latest_date"])
    op.drop_index("ix_application_width", "application")
    op.drop_index("ix_application_box", "application")
    op.create_index("ix_application_box", "application", list(_BOX))
    op.drop_index("ix_application_authority_id", "application")
    op.drop_index("ix_change_unlogged", "change")
    with op.batch_alter_table("change") as change:
        change.drop_constraint(op.f("uq_change_log_no"), type_="unique")
        change.drop_column("log_no")


def _index_changed(*more: str) -> None:
    """The order of changes, whole where `more` tells apart what changed at the same moment."""
    for name, first in (("ix_application_changed", ()), ("ix_application_authority_changed", ("authority",))):
        op.drop_index(name, "application")
        op.create_index(name, "application", [*first, "changed_at", *more])
