"""Annexes that were submitted, with their numbers as they were."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'annex_reports',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('numbers', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('status', sa.String(length=16), nullable=False),
        sa.Column('submitted_by', sa.String(length=64), nullable=False),
        sa.Column('submitted_at', Utc(), nullable=False),
        sa.Column('returned_why', sa.String(length=256), nullable=True),
        sa.Column('decided_by', sa.String(length=64), nullable=True),
        sa.Column('decided_at', Utc(), nullable=True),
        sa.Column('request', sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisations.id'], name='fk_annex_reports_organisation_id_organisations'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_annex_reports'),
        sa.UniqueConstraint('request', name='uq_annex_reports_request'),
    )
    op.create_index(
        'ix_annex_reports_organisation_id_kind_year', 'annex_reports', ['organisation_id', 'kind', 'year']
    )


def downgrade() -> None:
    op.drop_table('annex_reports')
