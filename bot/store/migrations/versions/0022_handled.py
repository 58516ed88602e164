"""Of a Telegram chat is kept which updates were handled: a later one may be handled before an earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("telegram_chats") as batch:
        batch.add_column(sa.Column("handled", sa.JSON(), nullable=False, server_default="[]"))
    chats = sa.table("telegram_chats", sa.column("last_update", sa.BigInteger), sa.column("handled", sa.JSON))
    last = chats.c.last_update
    connection = op.get_bind()
    for number in connection.scalars(sa.select(last).where(last.is_not(None)).distinct()).all():
        connection.execute(sa.update(chats).where(last == number).values(handled=[number]))
    with op.batch_alter_table("telegram_chats") as batch:
        batch.drop_column("last_update")


def downgrade() -> None:
    with op.batch_alter_table("telegram_chats") as batch:
        batch.add_column(sa.Column("last_update", sa.BigInteger(), nullable=True))
        batch.drop_column("handled")

