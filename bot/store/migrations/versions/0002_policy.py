"""Documents, passages, gaps; the subject of a conversation."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('documents',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=256), nullable=False),
    sa.Column('issuer', sa.String(length=128), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=True),
    sa.Column('place', sa.String(length=128), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('organisation', sa.String(length=128), nullable=True),
    sa.Column('supersedes', sa.String(length=16), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('imported_by', sa.String(length=64), nullable=False),
    sa.Column('imported_at', Utc(), nullable=False),
    sa.Column('retired_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['supersedes'], ['documents.id'], name=op.f('fk_documents_supersedes_documents')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents')),
    sa.UniqueConstraint('sha256', name=op.f('uq_documents_sha256'))
    )
    op.create_table('gaps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=128), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('first_asked_at', Utc(), nullable=False),
    sa.Column('last_asked_at', Utc(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('basis', sa.String(length=256), nullable=True),
    sa.Column('answered_by', sa.String(length=64), nullable=True),
    sa.Column('answered_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name=op.f('fk_gaps_answered_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gaps'))
    )
    op.create_table('passages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.String(length=16), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('clause', sa.String(length=64), nullable=False),
    sa.Column('heading', sa.String(length=256), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_passages_document_id_documents')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passages')),
    sa.UniqueConstraint('document_id', 'ordinal', name=op.f('uq_passages_document_id_ordinal'))
    )
    op.create_table('gap_askers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('gap_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.String(length=64), nullable=False),
    sa.Column('chat', sa.String(length=64), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('asked_at', Utc(), nullable=False),
    sa.Column('told_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_gap_askers_account_id_accounts')),
    sa.ForeignKeyConstraint(['gap_id'], ['gaps.id'], name=op.f('fk_gap_askers_gap_id_gaps')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gap_askers')),
    sa.UniqueConstraint('gap_id', 'account_id', 'chat', name=op.f('uq_gap_askers_gap_id_account_id_chat'))
    )
    with op.batch_alter_table('gap_askers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gap_askers_account_id'), ['account_id'], unique=False)

    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('subject', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('subject_at', Utc(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_column('subject_at')
        batch_op.drop_column('subject')

    with op.batch_alter_table('gap_askers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gap_askers_account_id'))

    op.drop_table('gap_askers')
    op.drop_table('passages')
    op.drop_table('gaps')
    op.drop_table('documents')
