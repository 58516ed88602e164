"""Roll-ups of the upper organisations, and lanes of the audit log. What was written before is lane 0.

The triggers that keep the roll-ups are put in, and they are filled, at the end of every upgrade.
"""

import sqlalchemy as sa
from alembic import op

from bot.store import rollups

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_ups",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "counter", "day", name="pk_roll_ups"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roll_up_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("counter", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roll_up_changes"),
    )
    op.create_index("ix_roll_up_changes", "roll_up_changes", ["organisation_id", "counter", "day", "net"])
    op.add_column("audit", sa.Column("lane", sa.Integer(), server_default="0", nullable=False))
    op.add_column("audit", sa.Column("beside", sa.JSON(), nullable=True))
    op.create_index("ix_audit_lane_id", "audit", ["lane", "id"])


def downgrade() -> None:
    rollups.remove(op.get_bind())
    op.drop_index("ix_audit_lane_id", "audit")
    with op.batch_alter_table("audit") as batch:
        batch.drop_column("beside")
        batch.drop_column("lane")
    op.drop_table("roll_up_changes")
    op.drop_table("roll_ups")
