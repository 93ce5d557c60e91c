"""Wishes, the post and signing up

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from alerts.db.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LANES_BEFORE = "lane IN ('confirmation','manage','alert','operator')"
_LANES = "lane IN ('confirmation','manage','operator','welcome','alert')"
_STATES_BEFORE = "state IN ('queued','sending','sent','failed','dropped')"
_STATES = "state IN ('queued','sending','sent','bounced','failed','dropped')"
_SENT_BEFORE = "(state = 'sent') = (sent_at IS NOT NULL)"
_SENT = "(state IN ('sent','bounced')) = (sent_at IS NOT NULL)"
_BOUNCED = "state != 'bounced' OR bounced_at IS NOT NULL"
_KINDS_BEFORE = "kind IN ('new','amended','decided','withdrawn','deadline_near','noted')"
_KINDS = "kind IN ('new','readvertised','amended','appealed','decided','withdrawn','deadline_near','noted')"
_REMINDER = "(kind = 'deadline_near') = (deadline IS NOT NULL AND days_before IS NOT NULL)"
_NO_LAST_DAY = "consultation_end_date IS NULL"
_IS_REMINDER = "kind = 'deadline_near'"
_WISH_RULES = {
    "ck_subscription_remind_days_in_range": "remind_days >= 1 AND remind_days <= 14",
    "ck_subscription_digest_hour_in_range": "digest_hour IS NULL OR (digest_hour >= 0 AND digest_hour <= 23 AND digest_hour != 1)",
    "ck_subscription_digest_weekday_in_range": "digest_weekday IS NULL OR (digest_weekday >= 0 AND digest_weekday <= 6)",
}
_WISH_COLUMNS = (
    "remind_days",
    "digest_hour",
    "digest_weekday",
    "only_major",
    "constraint_kinds",
    "paused_until",
    "consent_source",
    "consent_ip",
)
_APPEAL_COLUMNS = (
    "appeal_raw",
    "appeal_start_date",
    "appeal_decision_raw",
    "appeal_decision_date",
    "is_major",
)


def upgrade() -> None:
    _create_tables()
    with op.batch_alter_table("subscription") as batch_op:
        batch_op.add_column(sa.Column("remind_days", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("digest_hour", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("digest_weekday", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("only_major", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("constraint_kinds", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("consent_source", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("consent_ip", sa.String(), nullable=True))
        for name, rule in _WISH_RULES.items():
            batch_op.create_check_constraint(op.f(name), sa.text(rule))
    with op.batch_alter_table("email") as batch_op:
        batch_op.add_column(sa.Column("recipient", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("pictures", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("bounced_at", Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounce_status", sa.String(), nullable=True))
        _replace_check(batch_op, "ck_email_lane_known", _LANES)
        _replace_check(batch_op, "ck_email_state_known", _STATES)
        _replace_check(batch_op, "ck_email_sent_has_time", _SENT)
        batch_op.create_check_constraint(op.f("ck_email_bounced_has_time"), sa.text(_BOUNCED))
    with op.batch_alter_table("alert") as batch_op:
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("set_aside", sa.String(), nullable=True))
    with op.batch_alter_table("application") as batch_op:
        batch_op.add_column(sa.Column("appeal_raw", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("appeal_start_date", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("appeal_decision_raw", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("appeal_decision_date", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_major", sa.Boolean(), nullable=True))
    with op.batch_alter_table("change") as batch_op:
        batch_op.add_column(sa.Column("deadline", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("days_before", sa.Integer(), nullable=True))
        _replace_check(batch_op, "ck_change_kind_known", _KINDS)
        batch_op.create_check_constraint(op.f("ck_change_reminder_has_day"), sa.text(_REMINDER))
    op.create_index(
        "uq_change_reminder",
        "change",
        ["application_id", "deadline", "days_before"],
        unique=True,
        sqlite_where=sa.text(_IS_REMINDER),
        postgresql_where=sa.text(_IS_REMINDER),
    )
    op.create_index(
        "ix_application_no_last_day",
        "application",
        ["valid_date"],
        sqlite_where=sa.text(_NO_LAST_DAY),
        postgresql_where=sa.text(_NO_LAST_DAY),
    )
    with op.batch_alter_table("poll") as batch_op:
        batch_op.add_column(sa.Column("slot", Instant(timezone=True), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_poll_feed_slot"), ["feed", "slot"])
    with op.batch_alter_table("feed") as batch_op:
        batch_op.add_column(sa.Column("skipped", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("settings_digest", sa.String(), nullable=True))
    with op.batch_alter_table("alarm") as batch_op:
        batch_op.drop_constraint(op.f("fk_alarm_feed"), type_="foreignkey")


def downgrade() -> None:
    op.execute("DELETE FROM alarm WHERE feed NOT IN (SELECT name FROM feed)")
    with op.batch_alter_table("alarm") as batch_op:
        batch_op.create_foreign_key(op.f("fk_alarm_feed"), "feed", ["feed"], ["name"])
    with op.batch_alter_table("feed") as batch_op:
        batch_op.drop_column("settings_digest")
        batch_op.drop_column("skipped")
    with op.batch_alter_table("poll") as batch_op:
        batch_op.drop_constraint(op.f("uq_poll_feed_slot"), type_="unique")
        batch_op.drop_column("slot")
    op.drop_index("ix_application_no_last_day", "application")
    op.drop_index("uq_change_reminder", "change")
    _forget_what_had_no_kind()
    with op.batch_alter_table("change") as batch_op:
        batch_op.drop_constraint(op.f("ck_change_reminder_has_day"), type_="check")
        _replace_check(batch_op, "ck_change_kind_known", _KINDS_BEFORE)
        batch_op.drop_column("days_before")
        batch_op.drop_column("deadline")
    with op.batch_alter_table("application") as batch_op:
        for name in _APPEAL_COLUMNS:
            batch_op.drop_column(name)
    with op.batch_alter_table("alert") as batch_op:
        batch_op.drop_column("set_aside")
        batch_op.drop_column("tries")
    op.drop_table("digest")
    op.execute("DELETE FROM email WHERE lane = 'welcome'")
    op.execute("UPDATE email SET state = 'sent' WHERE state = 'bounced'")
    with op.batch_alter_table("email") as batch_op:
        batch_op.drop_constraint(op.f("ck_email_bounced_has_time"), type_="check")
        _replace_check(batch_op, "ck_email_sent_has_time", _SENT_BEFORE)
        _replace_check(batch_op, "ck_email_state_known", _STATES_BEFORE)
        _replace_check(batch_op, "ck_email_lane_known", _LANES_BEFORE)
        for name in ("bounce_status", "bounced_at", "pictures", "recipient"):
            batch_op.drop_column(name)
    with op.batch_alter_table("subscription") as batch_op:
        for name in _WISH_RULES:
            batch_op.drop_constraint(op.f(name), type_="check")
        for name in _WISH_COLUMNS:
            batch_op.drop_column(name)
    for name in (
        "post_state",
        "bounce",
        "picture",
        "counter",
        "delivery_failure",
        "suppression",
        "address_change",
        "signup",
    ):
        op.drop_table(name)


def _create_tables() -> None:
    op.create_table(
        "signup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ip", sa.String(), nullable=True),
        sa.Column("asked_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('subscribe','link')", name=op.f("ck_signup_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup")),
    )
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("requested_at", Instant(timezone=True), nullable=False),
        sa.Column("taken_in_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_address_change_subscriber_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_address_change_subscriber_id"), "address_change", ["subscriber_id"])
    op.create_table(
        "suppression",
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('never','hard-bounce','complaint')", name=op.f("ck_suppression_reason_known")
        ),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_suppression")),
    )
    op.create_table(
        "delivery_failure",
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_delivery_failure_subscriber_id")
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "on_date", name=op.f("pk_delivery_failure")),
    )
    op.create_table(
        "counter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window_at", Instant(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_at", name=op.f("pk_counter")),
    )
    op.create_table(
        "digest",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("email_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_digest_subscription_id")
        ),
        sa.ForeignKeyConstraint(["email_id"], ["email.id"], name=op.f("fk_digest_email_id")),
        sa.PrimaryKeyConstraint("subscription_id", "on_date", name=op.f("pk_digest")),
    )
    op.create_index(op.f("ix_digest_email_id"), "digest", ["email_id"])
    op.create_table(
        "picture",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_picture")),
    )
    op.create_table(
        "bounce",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("email_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_bounce")),
    )
    op.create_table(
        "post_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_domains", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("sick_since", Instant(timezone=True), nullable=True),
        sa.Column("paused_until", Instant(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("slowness", sa.Double(), nullable=False),
        sa.Column("next_letter_at", Instant(timezone=True), nullable=True),
        sa.Column("restored_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_post_state_only_one")),
        sa.CheckConstraint(
            "(trouble IS NULL) = (paused_until IS NULL)", name=op.f("ck_post_state_paused_in_trouble")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_state")),
    )


def _forget_what_had_no_kind() -> None:
    """Changes of kinds that were not known before, with the alerts about them."""
    unknown = "SELECT id FROM change WHERE kind IN ('readvertised','appealed','deadline_near')"
    op.execute(f"DELETE FROM alert WHERE change_id IN ({unknown})")
    op.execute("DELETE FROM change WHERE kind IN ('readvertised','appealed','deadline_near')")


def _replace_check(batch_op: BatchOperations, name: str, rule: str) -> None:
    batch_op.drop_constraint(op.f(name), type_="check")
    batch_op.create_check_constraint(op.f(name), sa.text(rule))
