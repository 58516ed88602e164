"""What is counted of facts, terms and congresses is kept as rows; places have a number of named hospitals.

The rows are worked out, as roll-ups are, at the end of every upgrade.
"""

import sqlalchemy as sa
from alembic import op

from bot.store import rollups

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("counter", sa.String(length=22), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_spells_organisation_id_organisations", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_spells"),
    )
    op.create_index("ix_spells_organisation_id", "spells", ["organisation_id"])
    op.create_index("ix_spells_counter_organisation_id", "spells", ["counter", "organisation_id"])
    op.add_column("places", sa.Column("named_hospitals", sa.Integer(), nullable=True))


def downgrade() -> None:
    rollups.remove(op.get_bind())
    op.drop_table("spells")
    op.drop_column("places", "named_hospitals")
