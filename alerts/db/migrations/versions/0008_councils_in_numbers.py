"""An index by which is counted what was withdrawn from a council lately

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NAME, _HAS_DAY = "ix_application_authority_withdrawn", "withdrawn_date IS NOT NULL"


def upgrade() -> None:
    op.create_index(
        _NAME,
        "application",
        ["authority", "withdrawn_date"],
        sqlite_where=sa.text(_HAS_DAY),
        postgresql_where=sa.text(_HAS_DAY),
    )


def downgrade() -> None:
    op.drop_index(_NAME, "application")
