"""Feeds distrusted and told apart

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

import alerts.db.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LANES_BEFORE = "lane IN ('confirmation','manage','alert')"
_LANES = "lane IN ('confirmation','manage','alert','operator')"
_AREA_KINDS_BEFORE = "kind IN ('postcode','ward','authority','circle','shape','application')"
_AREA_KINDS = "kind IN ('postcode','ward','authority','circle','shape','application','constraint')"
_OPERATOR = "ck_email_operator_has_no_subscriber"


def upgrade() -> None:
    op.create_table(
        "constraint_area",
        sa.Column("entity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.Column("minx", sa.Double(), nullable=False),
        sa.Column("miny", sa.Double(), nullable=False),
        sa.Column("maxx", sa.Double(), nullable=False),
        sa.Column("maxy", sa.Double(), nullable=False),
        sa.Column("read_at", alerts.db.columns.Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(minx IS NULL AND miny IS NULL AND maxx IS NULL AND maxy IS NULL) OR COALESCE(minx >= -10000000 AND miny >= -10000000 AND maxx <= 10000000 AND maxy <= 10000000 AND minx <= maxx AND miny <= maxy, FALSE)",
            name=op.f("ck_constraint_area_finite_box"),
        ),
        sa.PrimaryKeyConstraint("entity", name=op.f("pk_constraint_area")),
    )
    with op.batch_alter_table("constraint_area", schema=None) as batch_op:
        batch_op.create_index("ix_constraint_area_box", ["minx", "maxx", "miny", "maxy"], unique=False)
        batch_op.create_index(batch_op.f("ix_constraint_area_dataset"), ["dataset"], unique=False)

    op.create_table(
        "host",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", alerts.db.columns.Instant(timezone=True), nullable=True),
        sa.Column("last_asked_at", alerts.db.columns.Instant(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("owned_until", alerts.db.columns.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host")),
    )
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("raised_at", alerts.db.columns.Instant(timezone=True), nullable=False),
        sa.Column("told_at", alerts.db.columns.Instant(timezone=True), nullable=True),
        sa.Column("cleared_at", alerts.db.columns.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["feed"], ["feed.name"], name=op.f("fk_alarm_feed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.create_index(
            "uq_alarm_open",
            ["feed", "kind"],
            unique=True,
            sqlite_where=sa.text("cleared_at IS NULL"),
            postgresql_where=sa.text("cleared_at IS NULL"),
        )

    op.create_table(
        "feed_day",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feed.name"], name=op.f("fk_feed_day_feed")),
        sa.PrimaryKeyConstraint("feed", "day", name=op.f("pk_feed_day")),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("raised_at", alerts.db.columns.Instant(timezone=True), nullable=False),
        sa.Column("decided_at", alerts.db.columns.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_hold_decided_has_time")),
        sa.CheckConstraint("state IN ('open','released','discarded')", name=op.f("ck_hold_state_known")),
        sa.ForeignKeyConstraint(["feed"], ["feed.name"], name=op.f("fk_hold_feed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(
            "uq_hold_open",
            ["feed"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "unmapped_value",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", alerts.db.columns.Instant(timezone=True), nullable=False),
        sa.Column("last_seen_at", alerts.db.columns.Instant(timezone=True), nullable=False),
        sa.Column("example", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feed.name"], name=op.f("fk_unmapped_value_feed")),
        sa.PrimaryKeyConstraint("feed", "field", "value", name=op.f("pk_unmapped_value")),
    )
    op.create_table(
        "former_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("reference_normalised", sa.String(), nullable=False),
        sa.Column("changed_at", alerts.db.columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_former_reference_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_reference")),
        sa.UniqueConstraint(
            "application_id",
            "reference_normalised",
            name=op.f("uq_former_reference_application_id_reference_normalised"),
        ),
    )
    with op.batch_alter_table("former_reference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_former_reference_reference_normalised"), ["reference_normalised"], unique=False
        )

    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sources", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("email") as batch_op:
        batch_op.alter_column("subscriber_id", existing_type=sa.Integer(), nullable=True)
        _replace_check(batch_op, "ck_email_lane_known", _LANES)
        rule = "(lane = 'operator') = (subscriber_id IS NULL)"
        batch_op.create_check_constraint(op.f(_OPERATOR), sa.text(rule))

    with op.batch_alter_table("watch_area") as batch_op:
        _replace_check(batch_op, "ck_watch_area_kind_known", _AREA_KINDS)
        batch_op.drop_constraint(op.f("uq_watch_area_name"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_watch_area_name_vintage"), ["name", "vintage"])

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("precedence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("failing_since", alerts.db.columns.Instant(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("recovered_at", alerts.db.columns.Instant(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("known", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("last_total", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("history_days", sa.Integer(), nullable=False, server_default="400"))

    with op.batch_alter_table("feed_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("is_released", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_index(batch_op.f("ix_poll_feed"))
        batch_op.create_index("ix_poll_feed_started", ["feed", "started_at"], unique=False)

    _index_what_is_counted()
    _count_what_is_known()


def downgrade() -> None:
    op.drop_index("ix_email_state", "email")
    for name in _COUNTED:
        op.drop_index(name, "application")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_index("ix_poll_feed_started")
        batch_op.create_index(batch_op.f("ix_poll_feed"), ["feed"], unique=False)
        batch_op.drop_column("told")

    with op.batch_alter_table("feed_key", schema=None) as batch_op:
        batch_op.drop_column("is_released")
        batch_op.drop_column("digest")

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("history_days")
        batch_op.drop_column("last_total")
        batch_op.drop_column("known")
        batch_op.drop_column("recovered_at")
        batch_op.drop_column("failing_since")
        batch_op.drop_column("precedence")

    op.execute("DELETE FROM email WHERE lane = 'operator'")
    op.execute(
        "DELETE FROM alert WHERE subscription_id IN (SELECT s.id FROM subscription s JOIN watch_area w ON w.id = s.watch_area_id WHERE w.kind = 'constraint')"
    )
    op.execute(
        "DELETE FROM subscription WHERE watch_area_id IN (SELECT id FROM watch_area WHERE kind = 'constraint')"
    )
    op.execute("DELETE FROM watch_area WHERE kind = 'constraint'")
    with op.batch_alter_table("email") as batch_op:
        batch_op.drop_constraint(op.f(_OPERATOR), type_="check")
        batch_op.alter_column("subscriber_id", existing_type=sa.Integer(), nullable=False)
        _replace_check(batch_op, "ck_email_lane_known", _LANES_BEFORE)

    with op.batch_alter_table("watch_area") as batch_op:
        _replace_check(batch_op, "ck_watch_area_kind_known", _AREA_KINDS_BEFORE)
        batch_op.drop_constraint(op.f("uq_watch_area_name_vintage"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_watch_area_name"), ["name"])

    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_column("sources")

    with op.batch_alter_table("former_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_reference_reference_normalised"))

    op.drop_table("former_reference")
    op.drop_table("unmapped_value")
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_hold_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("hold")
    op.drop_table("feed_day")
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_alarm_open",
            sqlite_where=sa.text("cleared_at IS NULL"),
            postgresql_where=sa.text("cleared_at IS NULL"),
        )

    op.drop_table("alarm")
    op.drop_table("host")
    with op.batch_alter_table("constraint_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_constraint_area_dataset"))
        batch_op.drop_index("ix_constraint_area_box")

    op.drop_table("constraint_area")


def _replace_check(batch_op: BatchOperations, name: str, rule: str) -> None:
    batch_op.drop_constraint(op.f(name), type_="check")
    batch_op.create_check_constraint(op.f(name), sa.text(rule))


_COUNTED = {
    "ix_application_unlocated": "site IS NULL AND quarantine IS NULL",
    "ix_application_quarantined": "quarantine IS NOT NULL",
}


def _index_what_is_counted() -> None:
    for name, rule in _COUNTED.items():
        where = {"sqlite_where": sa.text(rule), "postgresql_where": sa.text(rule)}
        op.create_index(name, "application", ["feed"], unique=False, **where)
    op.create_index("ix_email_state", "email", ["state"], unique=False)


def _count_what_is_known() -> None:
    op.execute("UPDATE feed SET known = (SELECT count(*) FROM feed_key WHERE feed_key.feed = feed.name)")
    op.execute(
        "INSERT INTO hold (feed, state, why, changes, raised_at) "
        "SELECT feed, 'open', 'held by an earlier version', count(*), min(noticed_at) "
        "FROM change WHERE state = 'held' GROUP BY feed"
    )
