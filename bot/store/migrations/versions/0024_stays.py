"""Days that officers of a Red Cross spent at the grass roots, one row for each officer and day."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
numbers_stay = True  # nothing that is rolled up is touched: see Database.upgrade


def upgrade() -> None:
    op.create_table(
        "stays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("visited_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_stays_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(
            ["visited_id"], ["organisations.id"], name="fk_stays_visited_id_organisations", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stays"),
    )
    op.create_index("ix_stays_organisation_id_day", "stays", ["organisation_id", "day"])
    op.create_index("ix_stays_visited_id", "stays", ["visited_id"])


def downgrade() -> None:
    op.drop_table("stays")
