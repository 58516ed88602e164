"""Organisations are looked up by type: those of a level are a few among all."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_organisations_type", "organisations", ["type"])


def downgrade() -> None:
    op.drop_index("ix_organisations_type", "organisations")
