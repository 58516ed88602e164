"""Roll-ups of the upper organisations. Their triggers are put in, and they are filled, at the end of every upgrade."""

import sqlalchemy as sa
from alembic import op

from bot.store import rollups

revision = "0015"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_ups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("counter", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roll_ups"),
    )
    op.create_index("ix_roll_ups", "roll_ups", ["organisation_id", "counter", "day", "net"])


def downgrade() -> None:
    rollups.remove(op.get_bind())
    op.drop_table("roll_ups")
