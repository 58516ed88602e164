"""Stars of volunteers, rules by which people are picked for honours."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'stars',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('level', sa.Integer(), nullable=False),
        sa.Column('awarded_on', sa.Date(), nullable=False),
        sa.Column('awarder', sa.String(length=128), nullable=True),
        sa.Column('recorded', sa.Boolean(), nullable=False),
        sa.Column('status', sa.String(length=16), nullable=False),
        sa.Column('corrects_id', sa.Integer(), nullable=True),
        sa.Column('recorded_by', sa.String(length=64), nullable=False),
        sa.Column('recorded_at', Utc(), nullable=False),
        sa.Column('decided_by', sa.String(length=64), nullable=True),
        sa.Column('decided_at', Utc(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name='fk_stars_person_id_people'),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisations.id'], name='fk_stars_organisation_id_organisations'
        ),
        sa.ForeignKeyConstraint(['corrects_id'], ['stars.id'], name='fk_stars_corrects_id_stars'),
        sa.PrimaryKeyConstraint('id', name='pk_stars'),
    )
    op.create_index('ix_stars_person_id', 'stars', ['person_id'])
    op.create_index('ix_stars_organisation_id', 'stars', ['organisation_id'])
    op.create_table(
        'honour_rules',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('honour', sa.String(length=16), nullable=False),
        sa.Column('hours', sa.Double(), nullable=True),
        sa.Column('activities', sa.Integer(), nullable=True),
        sa.Column('months', sa.Integer(), nullable=True),
        sa.Column('window', sa.Integer(), nullable=True),
        sa.Column('supersedes', sa.Integer(), nullable=True),
        sa.Column('set_by', sa.String(length=64), nullable=False),
        sa.Column('set_at', Utc(), nullable=False),
        sa.Column('ended_at', Utc(), nullable=True),
        sa.Column('withdrawn_at', Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisations.id'], name='fk_honour_rules_organisation_id_organisations'
        ),
        sa.ForeignKeyConstraint(
            ['supersedes'], ['honour_rules.id'], name='fk_honour_rules_supersedes_honour_rules'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_honour_rules'),
        sa.UniqueConstraint('supersedes', name='uq_honour_rules_supersedes'),
    )
    op.create_index('ix_honour_rules_organisation_id_honour', 'honour_rules', ['organisation_id', 'honour'])


def downgrade() -> None:
    op.drop_table('honour_rules')
    op.drop_table('stars')
