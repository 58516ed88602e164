"""Chats on Telegram: what was handled, and who can be told something."""

from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store.tables import ConversationRow, NoticeRow, TelegramChatRow

LEASE_SECONDS = 15.0  # for so long a chat belongs to the gateway that claimed it; who is at work claims it anew
REMEMBERED = 200  # updates of a chat; they are given out again only shortly after


def chat(session: Session, name: str, now: datetime) -> TelegramChatRow:
    """The chat, made when it is seen for the first time."""
    row = session.get(TelegramChatRow, name)
    return row or _made(session, name, now)


def _made(session: Session, name: str, now: datetime) -> TelegramChatRow:
    try:
        with session.begin_nested():
            session.add(TelegramChatRow(chat=name, heard_at=now))
    except IntegrityError:  # another gateway was quicker
        pass
    return session.get_one(TelegramChatRow, name)


def claim(session: Session, name: str, by: str, now: datetime, moment: float) -> TelegramChatRow | None:
    """The chat, for this gateway alone for a while; None while another one has it. `moment`: seconds since 1970.

    A claim that has run out is none, and neither is one of a clock that went back.
    """
    chat(session, name, now)
    until = TelegramChatRow.claimed_until
    free = or_(
        until.is_(None), TelegramChatRow.claimed_by == by, until <= moment, until > moment + 2 * LEASE_SECONDS
    )  # fmt: skip
    claimed = (
        update(TelegramChatRow)
        .where(TelegramChatRow.chat == name, free)
        .values(claimed_by=by, claimed_until=moment + LEASE_SECONDS)
    )
    taken = session.scalar(claimed.returning(TelegramChatRow.chat))
    return session.get_one(TelegramChatRow, name, populate_existing=True) if taken else None


def release(session: Session, name: str, by: str, done: int | None) -> None:
    """Give a chat back. `done`: the number of the update that was handled to its end."""
    row = session.get(TelegramChatRow, name, with_for_update=True, populate_existing=True)
    if row is None or row.claimed_by != by:  # another gateway has it by now
        return
    row.claimed_by = row.claimed_until = None
    if done is not None:
        row.handled = [*row.handled, done][-REMEMBERED:]


def is_repeat(row: TelegramChatRow, update_id: int) -> bool:
    """Whether an update was handled before. Each is remembered: a later one may have been handled first."""
    return update_id in row.handled


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
