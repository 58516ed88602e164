"""Conversations: state, receipts, buttons."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.store.tables import ButtonRow, ConversationRow, MessageRow


@dataclass(frozen=True)
class Spoken:
    """One exchange as it is shown again after a reload. `replies` is None while unanswered."""

    message_id: str
    text: str
    replies: list[dict[str, Any]] | None
    at: datetime


def conversation(session: Session, account_id: str, chat: str, now: datetime) -> ConversationRow:
    """The conversation of the account in the chat, made when there is none."""
    row = session.get(ConversationRow, (account_id, chat))
    if row is None:
        row = ConversationRow(account_id=account_id, chat=chat, epoch=fresh_epoch(), turns=0, last_at=now)
        session.add(row)
    return row


def fresh_epoch() -> str:
    """A name that no Rasa tracker has had: random, since a restored database must not meet its old trackers."""
    return secrets.token_hex(8)


def receipt(session: Session, account_id: str, chat: str, message_id: str) -> MessageRow | None:
    """The row of a message received before, or None."""
    return session.scalar(select(MessageRow).filter_by(account_id=account_id, chat=chat, message_id=message_id))


def history(session: Session, account_id: str, chat: str, limit: int) -> list[Spoken]:
    """The latest `limit` exchanges, oldest first."""
    query = select(MessageRow).filter_by(account_id=account_id, chat=chat).order_by(MessageRow.id.desc()).limit(limit)
    return [
        Spoken(row.message_id, row.text, row.replies, row.created_at) for row in reversed(session.scalars(query).all())
    ]


def add_button(
    session: Session, account_id: str, chat: str, title: str, press: dict[str, Any], now: datetime
) -> ButtonRow:
    """Keep what a button does under a new opaque id."""
    row = ButtonRow(
        id=secrets.token_urlsafe(12), account_id=account_id, chat=chat, title=title, press=press, created_at=now
    )
    session.add(row)
    return row


def button(session: Session, account_id: str, chat: str, button_id: str) -> ButtonRow | None:
    """The button, only for the account and chat that it was shown to."""
    return session.scalar(select(ButtonRow).filter_by(id=button_id, account_id=account_id, chat=chat))


def add_message(session: Session, account_id: str, chat: str, message_id: str, text: str, now: datetime) -> MessageRow:
    """Keep a message that came in."""
    row = MessageRow(account_id=account_id, chat=chat, message_id=message_id, text=text, created_at=now)
    session.add(row)
    session.flush()
    return row


def forget_before(session: Session, moment: datetime) -> int:
    """Delete what was said before a moment, with its buttons; how many messages."""
    gone = session.scalars(delete(MessageRow).where(MessageRow.created_at < moment).returning(MessageRow.id)).all()
    session.execute(delete(ButtonRow).where(ButtonRow.created_at < moment))
    return len(gone)


def answer_message(session: Session, row_id: int, replies: list[dict[str, Any]]) -> None:
    """Keep the replies to a message."""
    session.execute(update(MessageRow).where(MessageRow.id == row_id).values(replies=replies, said=None))


def said(session: Session, account_id: str, chat: str, message_id: str) -> list[dict[str, Any]] | None:
    """What the actions have answered to a message already; None when they have not."""
    query = select(MessageRow.said).filter_by(account_id=account_id, chat=chat, message_id=message_id)
    return session.scalar(query)


def keep_said(session: Session, account_id: str, chat: str, message_id: str, said: list[dict[str, Any]]) -> None:
    """Keep what the actions answer to a message, in one transaction with what they did."""
    query = update(MessageRow).filter_by(account_id=account_id, chat=chat, message_id=message_id)
    session.execute(query.values(said=said))
