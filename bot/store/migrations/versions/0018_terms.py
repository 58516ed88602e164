"""Quiet hours of one's own, days on which those below report, and how a congress and its councils are made up."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quiet_hours",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_quiet_hours_account_id_accounts"),
        sa.PrimaryKeyConstraint("account_id", name="pk_quiet_hours"),
    )
    op.create_table(
        "report_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_report_dates_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report_dates"),
        sa.UniqueConstraint("request", name="uq_report_dates_request"),
    )
    op.create_index("ix_report_dates_organisation_id", "report_dates", ["organisation_id"])
    op.create_index("ix_activities_status_date", "activities", ["status", "date"])
    op.add_column("elections", sa.Column("composition", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("elections") as batch:
        batch.drop_column("composition")
    op.drop_index("ix_activities_status_date", "activities")
    op.drop_table("report_dates")
    op.drop_table("quiet_hours")
