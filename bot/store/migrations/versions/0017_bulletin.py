"""Which import brought a target, so that a whole file of targets can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("targets") as batch:
        batch.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch.create_index("ix_targets_import_id", ["import_id"])
        batch.create_foreign_key("fk_targets_import_id_imports", "imports", ["import_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("targets") as batch:
        batch.drop_constraint("fk_targets_import_id_imports", type_="foreignkey")
        batch.drop_index("ix_targets_import_id")
        batch.drop_column("import_id")
