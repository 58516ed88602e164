"""Posts, dues, service points, teams, imports, merges, suggestions; how a membership ended and what it continues."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=128), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.String(length=64), nullable=False),
        sa.Column("imported_at", Utc(), nullable=False),
        sa.Column("undone_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_sha256", "imports", ["sha256"])

    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("merged_by", sa.String(length=64), nullable=False),
        sa.Column("merged_at", Utc(), nullable=False),
        sa.Column("undone_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name="fk_merges_kept_id_people"),
        sa.ForeignKeyConstraint(["merged_id"], ["people.id"], name="fk_merges_merged_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"])
    op.create_index("ix_merges_merged_id", "merges", ["merged_id"])

    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=16), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("employment", sa.String(length=16), nullable=True),
        sa.Column("from_grass_roots", sa.Boolean(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_posts_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_posts_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
    )
    op.create_index("ix_posts_organisation_id", "posts", ["organisation_id"])
    op.create_index("ix_posts_person_id", "posts", ["person_id"])

    op.create_table(
        "service_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=True),
        sa.Column("keeper", sa.String(length=64), nullable=True),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_service_points_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_service_points"),
    )
    op.create_index("ix_service_points_organisation_id", "service_points", ["organisation_id"])

    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_suggestions_account_id_accounts"),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name="fk_suggestions_answered_by_accounts"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_suggestions_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
    )
    op.create_index("ix_suggestions_account_id", "suggestions", ["account_id"])
    op.create_index("ix_suggestions_organisation_id", "suggestions", ["organisation_id"])

    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("volunteers", sa.Integer(), nullable=True),
        sa.Column("party_branch", sa.Boolean(), nullable=True),
        sa.Column("founded", sa.Date(), nullable=True),
        sa.Column("dissolved", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_teams_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_index("ix_teams_organisation_id", "teams", ["organisation_id"])

    op.create_table(
        "dues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name="fk_dues_membership_id_memberships"),
        sa.PrimaryKeyConstraint("id", name="pk_dues"),
        sa.UniqueConstraint("membership_id", "year", name="uq_dues_membership_id_year"),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("ended_by", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_memberships_import_id", ["import_id"])
        batch_op.create_foreign_key("fk_memberships_import_id_imports", "imports", ["import_id"], ["id"])
        batch_op.create_foreign_key("fk_memberships_continues_id_memberships", "memberships", ["continues_id"], ["id"])

    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_organisations_import_id", ["import_id"])
        batch_op.create_foreign_key("fk_organisations_import_id_imports", "imports", ["import_id"], ["id"])

    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_places_import_id", ["import_id"])
        batch_op.create_foreign_key("fk_places_import_id_imports", "imports", ["import_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_constraint("fk_places_import_id_imports", type_="foreignkey")
        batch_op.drop_index("ix_places_import_id")
        batch_op.drop_column("import_id")

    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_constraint("fk_organisations_import_id_imports", type_="foreignkey")
        batch_op.drop_index("ix_organisations_import_id")
        batch_op.drop_column("import_id")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_constraint("fk_memberships_continues_id_memberships", type_="foreignkey")
        batch_op.drop_constraint("fk_memberships_import_id_imports", type_="foreignkey")
        batch_op.drop_index("ix_memberships_import_id")
        batch_op.drop_column("import_id")
        batch_op.drop_column("continues_id")
        batch_op.drop_column("ended_by")
        batch_op.drop_column("contact")

    op.drop_table("dues")

    op.drop_table("teams")

    op.drop_table("suggestions")

    op.drop_table("service_points")

    op.drop_table("posts")

    op.drop_table("merges")

    op.drop_table("imports")
