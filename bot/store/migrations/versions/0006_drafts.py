"""Drafts, and notices that are told at the next talk."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'drafts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.String(length=64), nullable=False),
        sa.Column('chat', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('status', sa.String(length=16), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('asked', sa.String(length=64), nullable=True),
        sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('begun_at', Utc(), nullable=False),
        sa.Column('changed_at', Utc(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name='fk_drafts_account_id_accounts'),
        sa.PrimaryKeyConstraint('id', name='pk_drafts'),
    )
    op.create_index('ix_drafts_account_id_chat_status', 'drafts', ['account_id', 'chat', 'status'])
    op.create_table(
        'notices',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.String(length=64), nullable=False),
        sa.Column('phrase', sa.String(length=64), nullable=False),
        sa.Column('values', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('buttons', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('subject', sa.String(length=64), nullable=True),
        sa.Column('created_at', Utc(), nullable=False),
        sa.Column('told_at', Utc(), nullable=True),
        sa.Column('withdrawn_at', Utc(), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name='fk_notices_account_id_accounts'),
        sa.PrimaryKeyConstraint('id', name='pk_notices'),
    )
    op.create_index('ix_notices_account_id', 'notices', ['account_id'])
    op.create_index('ix_notices_subject', 'notices', ['subject'])


def downgrade() -> None:
    op.drop_table('notices')
    op.drop_table('drafts')
