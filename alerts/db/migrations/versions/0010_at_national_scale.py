"""What many workers and a million watch areas need: areas numbered as they come, letters stored ready to be sent

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from alerts.db.session import DatabaseUnusable

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_UNPACKED = "pack_no IS NULL"
_UNTOLD = "email_id IS NULL AND set_aside IS NULL"
_TRIED_AND_SET_ASIDE = "set_aside IS NOT NULL AND tries > 0"

_BUSY_TABLES = ("procrastinate_jobs", "procrastinate_events")
_OFTEN = "autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500"
"""Jobs come and go by the thousand in tables that stay small: finding the next one slows down over what is dead."""

_DROP_ENGINE = """
DROP TABLE procrastinate_periodic_defers, procrastinate_events, procrastinate_jobs, procrastinate_workers;
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT oid::regprocedure FROM pg_proc
        WHERE starts_with(proname, 'procrastinate_') AND pronamespace = current_schema()::regnamespace
    LOOP EXECUTE 'DROP FUNCTION ' || found; END LOOP;
END $$;
DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status;
"""


def upgrade() -> None:
    with op.batch_alter_table("watch_area") as area:
        area.add_column(sa.Column("pack_no", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_watch_area_pack_no"), "watch_area", ["pack_no"])
    op.create_index(op.f("ix_mute_application_id"), "mute", ["application_id"])
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
    op.create_index(
        "ix_alert_set_aside",
        "alert",
        ["set_aside"],
        sqlite_where=sa.text(_TRIED_AND_SET_ASIDE),
        postgresql_where=sa.text(_TRIED_AND_SET_ASIDE),
    )
    if op.get_bind().dialect.name == "postgresql":
        _make_the_engine()


def _make_the_engine() -> None:
    """The tables of the engine that runs the work of several machines; its own package knows them."""
    try:
        from procrastinate.schema import SchemaManager
    except ImportError as error:
        raise DatabaseUnusable(
            f"PostgreSQL needs the package {error.name}: install planning-alerts[postgres] first"
        ) from error
    _run(SchemaManager.get_schema())
    for table in _BUSY_TABLES:
        _run(f"ALTER TABLE {table} SET ({_OFTEN})")


def _run(statements: str) -> None:
    """As the driver takes them: several in one, with signs in them that would otherwise stand for parameters."""
    op.get_bind().connection.driver_connection.execute(statements)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _run(_DROP_ENGINE)
    op.drop_index("ix_alert_set_aside", "alert")
    op.drop_index("ix_alert_untold", "alert")
    op.create_index("ix_alert_subscription_id", "alert", ["subscription_id"])
    with op.batch_alter_table("feed_key") as key:
        key.drop_column("record_digest")
    with op.batch_alter_table("email") as email:
        email.drop_column("letter")
    op.drop_index("ix_watch_area_unpacked", "watch_area")
    op.drop_index(op.f("ix_mute_application_id"), "mute")
    op.drop_index(op.f("ix_watch_area_pack_no"), "watch_area")
    with op.batch_alter_table("watch_area") as area:
        area.drop_column("pack_no")
