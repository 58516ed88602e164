"""Activities with service hours, sign-ups and photos."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("activity_type", sa.String(length=16), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=True),
        sa.Column("location", sa.String(length=128), nullable=True),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("volunteers", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("beneficiaries", sa.Integer(), nullable=True),
        sa.Column("approximate", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("reported_by", sa.String(length=64), nullable=False),
        sa.Column("reported_at", Utc(), nullable=False),
        sa.Column("returned_why", sa.String(length=256), nullable=True),
        sa.Column("asked_at", Utc(), nullable=True),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_activities_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activities"),
        sa.UniqueConstraint("request", name="uq_activities_request"),
    )
    op.create_index("ix_activities_organisation_id_date", "activities", ["organisation_id", "date"])
    op.create_index("ix_activities_reported_by", "activities", ["reported_by"])

    op.create_table(
        "service_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name="fk_service_hours_activity_id_activities"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_service_hours_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_service_hours"),
        sa.UniqueConstraint("activity_id", "name", name="uq_service_hours_activity_id_name"),
    )
    op.create_index("ix_service_hours_activity_id", "service_hours", ["activity_id"])
    op.create_index("ix_service_hours_person_id", "service_hours", ["person_id"])

    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("signed_at", Utc(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name="fk_sign_ups_activity_id_activities"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sign_ups_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
        sa.UniqueConstraint("activity_id", "account_id", name="uq_sign_ups_activity_id_account_id"),
    )
    op.create_index("ix_sign_ups_account_id", "sign_ups", ["account_id"])

    op.create_table(
        "photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", Utc(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_photos_account_id_accounts"),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name="fk_photos_activity_id_activities"),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sa.UniqueConstraint("file", name="uq_photos_file"),
    )
    op.create_index("ix_photos_activity_id", "photos", ["activity_id"])


def downgrade() -> None:
    for table in ("photos", "sign_ups", "service_hours", "activities"):
        op.drop_table(table)
