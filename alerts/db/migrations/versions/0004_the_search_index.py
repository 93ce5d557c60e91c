"""The index that applications are searched by

Revision ID: 0004
Revises: 0003
"""

from alembic import op

from alerts.db import search_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    search_index.create(op.get_bind())


def downgrade() -> None:
    search_index.drop(op.get_bind())
