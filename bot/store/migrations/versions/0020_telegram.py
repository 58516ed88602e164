"""Which gateway handles an update of a chat on Telegram, so that no two do."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('telegram_chats', sa.Column('claimed_by', sa.String(length=32), nullable=True))
    op.add_column('telegram_chats', sa.Column('claimed_until', sa.Double(), nullable=True))
    with op.batch_alter_table('telegram_chats') as batch:
        batch.drop_column('last_message')  # whichever message is edited, its change is offered


def downgrade() -> None:
    with op.batch_alter_table('telegram_chats') as batch:
        batch.add_column(sa.Column('last_message', sa.BigInteger(), nullable=True))
        batch.drop_column('claimed_until')
        batch.drop_column('claimed_by')
