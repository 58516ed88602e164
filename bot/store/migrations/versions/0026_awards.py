"""What people were given: 会员之星 of a year, certificates of first-aiders. Homes that are recognised as models."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
numbers_stay = True  # nothing that is rolled up already is touched; new counters are noticed by themselves


def upgrade() -> None:
    op.create_table(
        "awards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("assumed", sa.Boolean(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("awarder", sa.String(length=128), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_awards_person_id_people"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_awards_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["awards.id"], name="fk_awards_corrects_id_awards"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_awards_import_id_imports"),
        sa.PrimaryKeyConstraint("id", name="pk_awards"),
    )
    op.create_index("ix_awards_organisation_id_kind", "awards", ["organisation_id", "kind"])
    op.create_index("ix_awards_person_id", "awards", ["person_id"])
    op.create_index("ix_awards_import_id", "awards", ["import_id"])


    with op.batch_alter_table("service_points") as table:
        table.add_column(sa.Column("model_since", sa.Date(), nullable=True))
        table.add_column(sa.Column("model_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("model_by", sa.String(length=128), nullable=True))
        table.create_index("ix_service_points_model_since", ["model_since"])


def downgrade() -> None:
    with op.batch_alter_table("service_points") as table:
        table.drop_index("ix_service_points_model_since")
        for name in ("model_by", "model_until", "model_since"):
            table.drop_column(name)
    op.drop_table("awards")
