"""What is remembered of the chats on Telegram."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'telegram_chats',
        sa.Column('chat', sa.String(length=64), nullable=False),
        sa.Column('heard_at', Utc(), nullable=False),
        sa.Column('last_update', sa.BigInteger(), nullable=True),
        sa.Column('last_message', sa.BigInteger(), nullable=True),
        sa.Column('last_press', sa.String(length=64), nullable=True),
        sa.Column('menu', sa.String(length=32), nullable=True),
        sa.Column('blocked_at', Utc(), nullable=True),
        sa.PrimaryKeyConstraint('chat', name='pk_telegram_chats'),
    )


def downgrade() -> None:
    op.drop_table('telegram_chats')
