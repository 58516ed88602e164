"""Names that organisations had before."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'former_names',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=128), nullable=False),
        sa.Column('short', sa.String(length=128), nullable=False),
        sa.Column('until', sa.Date(), nullable=False),
        sa.Column('recorded_by', sa.String(length=64), nullable=False),
        sa.Column('recorded_at', Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisations.id'], name='fk_former_names_organisation_id_organisations'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_former_names'),
    )
    op.create_index('ix_former_names_organisation_id', 'former_names', ['organisation_id'])
    op.create_index('ix_former_names_short', 'former_names', ['short'])


def downgrade() -> None:
    op.drop_table('former_names')
