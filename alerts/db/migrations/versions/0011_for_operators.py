"""What operators need: who they are, the browsers they signed in with, what they did, and how the database is kept up

Only adds: the version before this one goes on working while an upgrade is under way. `serves` is the revision of the
oldest program that works on this schema.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from alerts.db.columns import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
serves = "0010"

_UNTOLD_QUESTION = "told_at IS NULL AND answered_at IS NULL"


def upgrade() -> None:
    _operators()
    _upkeep()
    _observing()
    _records()
    _places()
    # Last, as whoever reads these tables waits from here until the migration ends.
    op.add_column("boundary", sa.Column("gone_since", sa.Integer(), nullable=True))
    with op.batch_alter_table("feed") as feed:
        feed.add_column(sa.Column("paused_at", Instant(), nullable=True))
    with op.batch_alter_table("alarm") as alarm:
        alarm.add_column(sa.Column("acknowledged_at", Instant(), nullable=True))


def downgrade() -> None:
    for table in ("summary", "beat", "counted"):
        op.drop_table(table)
    op.drop_table("area_question")
    op.drop_table("vintage")
    with op.batch_alter_table("boundary") as boundary:
        boundary.drop_column("gone_since")
    op.drop_table("upkeep")
    with op.batch_alter_table("alarm") as alarm:
        alarm.drop_column("acknowledged_at")
    with op.batch_alter_table("feed") as feed:
        feed.drop_column("paused_at")
    op.drop_table("value_mapping")
    op.drop_table("stored_record")
    op.drop_table("audit")
    op.drop_table("operator_request")
    op.drop_table("operator_recovery")
    op.drop_table("operator_session")
    op.drop_table("operator")


def _operators() -> None:
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("factor_no", sa.Integer(), nullable=False),
        sa.Column("factor_since", Instant(), nullable=True),
        sa.Column("factor_step", sa.BigInteger(), nullable=True),
        sa.Column("link_no", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "role IN ('viewer','operator','administrator')", name=op.f("ck_operator_role_known")
        ),
        sa.CheckConstraint("link_no >= 0 AND link_no < 65536", name=op.f("ck_operator_link_no_in_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("email", name=op.f("uq_operator_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "operator_session",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("proven_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_operator_session_operator_id_operator")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_operator_session")),
    )
    op.create_index(op.f("ix_operator_session_operator_id"), "operator_session", ["operator_id"])
    op.create_table(
        "operator_recovery",
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_operator_recovery_operator_id_operator")
        ),
        sa.PrimaryKeyConstraint("operator_id", "digest", name=op.f("pk_operator_recovery")),
    )
    op.create_table(
        "operator_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_request")),
    )
    op.create_index(op.f("ix_operator_request_asked_at"), "operator_request", ["asked_at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])


def _upkeep() -> None:
    op.create_table(
        "upkeep",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serves_from", sa.String(), nullable=False),
        sa.Column("copied_at", Instant(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_upkeep_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upkeep")),
    )


def _places() -> None:
    """New vintages of boundaries and postcodes, and what is asked of those who watch what they change."""
    op.create_table(
        "vintage",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("compared_at", Instant(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('ward','authority','postcode')", name=op.f("ck_vintage_kind_known")),
        sa.PrimaryKeyConstraint("kind", "name", "scope", name=op.f("pk_vintage")),
    )
    op.create_table(
        "area_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("email_id", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint(
            "event IN ('abolished','redrawn','ended','moved')", name=op.f("ck_area_question_event_known")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_area_question_answer_has_time")
        ),
        sa.CheckConstraint(
            "answer IN ('kept','followed','stopped','replaced')", name=op.f("ck_area_question_answer_known")
        ),
        # Cascading, so that the version before this one can forget people who were asked something.
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_area_question_subscription_id_subscription"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["email_id"], ["email.id"], name=op.f("fk_area_question_email_id_email"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_question")),
        sa.UniqueConstraint(
            "subscription_id", "event", "vintage", name=op.f("uq_area_question_subscription_id_event_vintage")
        ),
    )
    op.create_index(op.f("ix_area_question_email_id"), "area_question", ["email_id"])
    op.create_index(
        "ix_area_question_untold",
        "area_question",
        ["subscription_id"],
        sqlite_where=sa.text(_UNTOLD_QUESTION),
        postgresql_where=sa.text(_UNTOLD_QUESTION),
    )


def _observing() -> None:
    op.create_table(
        "counted",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name", "about", "outcome", name=op.f("pk_counted")),
    )
    op.create_table(
        "beat",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("beat_at", Instant(), nullable=False),
        sa.Column("began_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("process", "step", name=op.f("pk_beat")),
    )
    op.create_table(
        "summary",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_summary")),
    )


def _records() -> None:
    op.create_table(
        "stored_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.Column("dismissed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('problem','quarantined','unmapped','unfit')",
            name=op.f("ck_stored_record_outcome_known"),
        ),
        sa.ForeignKeyConstraint(["feed"], ["feed.name"], name=op.f("fk_stored_record_feed_feed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_record")),
        sa.UniqueConstraint("feed", "key", name=op.f("uq_stored_record_feed_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stored_record_outcome", "stored_record", ["feed", "outcome", "id"])
    op.create_index(op.f("ix_stored_record_read_at"), "stored_record", ["read_at"])
    op.create_table(
        "value_mapping",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "field IN ('application_type','status','decision')", name=op.f("ck_value_mapping_field_known")
        ),
        sa.ForeignKeyConstraint(["feed"], ["feed.name"], name=op.f("fk_value_mapping_feed_feed")),
        sa.PrimaryKeyConstraint("feed", "field", "word", name=op.f("pk_value_mapping")),
    )
