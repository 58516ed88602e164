"""Chats on Telegram: what was handled, and who can be told something."""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from bot.store.tables import ConversationRow, NoticeRow, TelegramChatRow

REPEATED = 1000  # updates are given out again only shortly after; farther back, the numbers have begun anew


def chat(session: Session, name: str, now: datetime) -> TelegramChatRow:
    """The chat, made when it is seen for the first time."""
    row = session.get(TelegramChatRow, name)
    if row is None:
        row = TelegramChatRow(chat=name, heard_at=now)
        session.add(row)
        session.flush()
    return row


def is_repeat(row: TelegramChatRow, update_id: int) -> bool:
    """Whether an update was handled before: those of one chat are handled in the order of their numbers."""
    return row.last_update is not None and 0 <= row.last_update - update_id < REPEATED


def block(session: Session, name: str, now: datetime) -> None:
    """The chat takes no messages any more."""
    session.execute(
        update(TelegramChatRow)
        .where(TelegramChatRow.chat == name, TelegramChatRow.blocked_at.is_(None))
        .values(blocked_at=now)
    )


def to_tell(session: Session) -> list[str]:
    """The private chats whose account has notices waiting and was heard here last; not those that are blocked."""
    waiting = exists().where(
        NoticeRow.account_id == TelegramChatRow.chat, NoticeRow.told_at.is_(None), NoticeRow.withdrawn_at.is_(None)
    )
    heard_elsewhere = exists().where(
        ConversationRow.account_id == TelegramChatRow.chat,
        ConversationRow.chat != TelegramChatRow.chat,
        ConversationRow.last_at > TelegramChatRow.heard_at,
    )
    query = select(TelegramChatRow.chat).where(TelegramChatRow.blocked_at.is_(None), waiting, ~heard_elsewhere)
    return list(session.scalars(query.order_by(TelegramChatRow.chat)))
