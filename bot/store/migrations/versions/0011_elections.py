"""Elections that were held, and approvals to hold one later."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("meeting", sa.String(length=16), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("president", sa.String(length=64), nullable=False),
        sa.Column("vice_presidents", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("secretary", sa.String(length=64), nullable=True),
        sa.Column("council", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_elections_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_elections"),
        sa.UniqueConstraint("request", name="uq_elections_request"),
    )
    op.create_index("ix_elections_organisation_id", "elections", ["organisation_id"])

    op.create_table(
        "postponements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("approved_by", sa.String(length=128), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_postponements_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_postponements"),
        sa.UniqueConstraint("request", name="uq_postponements_request"),
    )
    op.create_index("ix_postponements_organisation_id", "postponements", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("postponements")
    op.drop_table("elections")
