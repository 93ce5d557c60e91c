"""What many workers and a million watch areas need: areas numbered as they come, letters stored ready to be sent

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_UNPACKED = "pack_no IS NULL"
_UNTOLD = "email_id IS NULL AND set_aside IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("watch_area") as area:
        area.add_column(sa.Column("pack_no", sa.BigInteger(), nullable=True))
        area.create_unique_constraint(op.f("uq_watch_area_pack_no"), ["pack_no"])
    op.create_index(
        "ix_watch_area_unpacked",
        "watch_area",
        ["id"],
        sqlite_where=sa.text(_UNPACKED),
        postgresql_where=sa.text(_UNPACKED),
    )
    with op.batch_alter_table("email") as email:
        email.add_column(sa.Column("letter", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("feed_key") as key:
        key.add_column(sa.Column("record_digest", sa.LargeBinary(), nullable=True))
    # The index of (subscription_id, change_id) serves for the subscription alone, too.
    op.drop_index("ix_alert_subscription_id", "alert")
    op.create_index(
        "ix_alert_untold",
        "alert",
        ["subscription_id", "due_at"],
        sqlite_where=sa.text(_UNTOLD),
        postgresql_where=sa.text(_UNTOLD),
    )


def downgrade() -> None:
    op.drop_index("ix_alert_untold", "alert")
    op.create_index("ix_alert_subscription_id", "alert", ["subscription_id"])
    with op.batch_alter_table("feed_key") as key:
        key.drop_column("record_digest")
    with op.batch_alter_table("email") as email:
        email.drop_column("letter")
    op.drop_index("ix_watch_area_unpacked", "watch_area")
    with op.batch_alter_table("watch_area") as area:
        area.drop_constraint(op.f("uq_watch_area_pack_no"), type_="unique")
        area.drop_column("pack_no")
