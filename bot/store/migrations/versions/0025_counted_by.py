"""By which rules the roll-ups were counted, so that an upgrade that changes none of them counts nothing anew."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
numbers_stay = True


def upgrade() -> None:
    op.create_table("counted_by", sa.Column("rules", sa.String(length=64), nullable=False, primary_key=True))


def downgrade() -> None:
    op.drop_table("counted_by")
