"""Reminders, what has been told, and when a notice may be pushed."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("anchor", Utc(), nullable=False),
        sa.Column("repeats", sa.String(length=16), nullable=True),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("month_day", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.Column("set_at", Utc(), nullable=False),
        sa.Column("told_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_reminders_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("request", name="uq_reminders_request"),
    )
    op.create_index("ix_reminders_account_id", "reminders", ["account_id"])
    op.create_index("ix_reminders_status_due", "reminders", ["status", "due"])

    op.create_table(
        "roundups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_roundups_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_roundups"),
        sa.UniqueConstraint("account_id", "day", name="uq_roundups_account_id_day"),
    )

    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.Date(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(length=64), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("roundup_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["recipient"], ["accounts.id"], name="fk_deliveries_recipient_accounts"),
        sa.ForeignKeyConstraint(["roundup_id"], ["roundups.id"], name="fk_deliveries_roundup_id_roundups"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "rule", "subject", "reference", "stage", "recipient",
            name="uq_deliveries_rule_subject_reference_stage_recipient",
        ),
    )
    op.create_index("ix_deliveries_roundup_id", "deliveries", ["roundup_id"])
    op.create_index("ix_deliveries_recipient_status", "deliveries", ["recipient", "status"])

    op.create_table(
        "mutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_mutes_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_mutes"),
        sa.UniqueConstraint("account_id", "rule", name="uq_mutes_account_id_rule"),
    )

    op.create_table(
        "computed_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_computed_days"),
    )

    op.add_column("notices", sa.Column("push_from", Utc(), nullable=True))
    op.add_column("notices", sa.Column("pushed_at", Utc(), nullable=True))
    op.add_column("notices", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("notices") as table:
        for column in ("attempts", "pushed_at", "push_from"):
            table.drop_column(column)
    for table_name in ("computed_days", "mutes", "deliveries", "roundups", "reminders"):
        op.drop_table(table_name)
