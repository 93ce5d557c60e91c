"""The language that a person is written to in

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("subscriber", "signup")


def upgrade() -> None:
    # Added in place: copying the table would forget which ids were given out to people since erased.
    for table in _TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN language VARCHAR DEFAULT 'en' NOT NULL"
            f" CONSTRAINT ck_{table}_language_known CHECK (language IN ('en','cy'))"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN language")
