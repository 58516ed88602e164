"""Targets, in versions."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=256), nullable=True),
        sa.Column("split_of", sa.Integer(), nullable=True),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_targets_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["split_of"], ["targets.id"], name="fk_targets_split_of_targets"),
        sa.ForeignKeyConstraint(["supersedes"], ["targets.id"], name="fk_targets_supersedes_targets"),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
        sa.UniqueConstraint("supersedes", name="uq_targets_supersedes"),
    )
    op.create_index("ix_targets_organisation_id_metric", "targets", ["organisation_id", "metric"])


def downgrade() -> None:
    op.drop_table("targets")
