"""Accounts, conversations, messages, buttons and sealed numbers."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=True),
    sa.Column('organisation', sa.String(length=128), nullable=True),
    sa.Column('place', sa.String(length=128), nullable=True),
    sa.Column('created_at', Utc(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts'))
    )
    op.create_table('buttons',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=64), nullable=False),
    sa.Column('chat', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=128), nullable=False),
    sa.Column('press', sa.JSON(), nullable=False),
    sa.Column('created_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_buttons_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_buttons'))
    )
    with op.batch_alter_table('buttons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_buttons_account_id'), ['account_id'], unique=False)

    op.create_table('conversations',
    sa.Column('account_id', sa.String(length=64), nullable=False),
    sa.Column('chat', sa.String(length=64), nullable=False),
    sa.Column('epoch', sa.String(length=32), nullable=False),
    sa.Column('turns', sa.Integer(), nullable=False),
    sa.Column('last_at', Utc(), nullable=False),
    sa.Column('choice', sa.JSON(), nullable=True),
    sa.Column('choice_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_conversations_account_id_accounts')),
    sa.PrimaryKeyConstraint('account_id', 'chat', name=op.f('pk_conversations'))
    )
    op.create_table('messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.String(length=64), nullable=False),
    sa.Column('chat', sa.String(length=64), nullable=False),
    sa.Column('message_id', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('replies', sa.JSON(), nullable=True),
    sa.Column('created_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_messages_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('account_id', 'chat', 'message_id', name=op.f('uq_messages_account_id_chat_message_id'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index('ix_messages_account_id_chat_id', ['account_id', 'chat', 'id'], unique=False)

    op.create_table('sealed_numbers',
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('expires_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sealed_numbers_account_id_accounts')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_sealed_numbers'))
    )
    with op.batch_alter_table('sealed_numbers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sealed_numbers_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sealed_numbers_expires_at'), ['expires_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('sealed_numbers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sealed_numbers_expires_at'))
        batch_op.drop_index(batch_op.f('ix_sealed_numbers_account_id'))

    op.drop_table('sealed_numbers')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_account_id_chat_id')

    op.drop_table('messages')
    op.drop_table('conversations')
    with op.batch_alter_table('buttons', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_buttons_account_id'))

    op.drop_table('buttons')
    op.drop_table('accounts')
