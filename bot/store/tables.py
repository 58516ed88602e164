"""The tables. Times are stored in UTC."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """An aware datetime, kept and read as UTC: SQLite drops the zone, PostgreSQL gives the server's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """Base of all tables, with fixed names for constraints so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Utc,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


class AccountRow(Table):
    """A person known to a channel."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(64))
    organisation: Mapped[str | None] = mapped_column(String(128))
    place: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime]


class ConversationRow(Table):
    """State of the talk with one account in one chat. `epoch` names the present Rasa tracker."""

    __tablename__ = "conversations"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    chat: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(32))
    turns: Mapped[int]
    last_at: Mapped[datetime]
    choice: Mapped[dict[str, Any] | None]
    choice_at: Mapped[datetime | None]
    subject: Mapped[dict[str, Any] | None]  # what the last policy answer was about, for a follow-up question
    subject_at: Mapped[datetime | None]


class MessageRow(Table):
    """What was said. An incoming row is the receipt of its message: `message_id` is the idempotency key."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("account_id", "chat", "message_id"),
        Index("ix_messages_account_id_chat_id", "account_id", "chat", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    chat: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    replies: Mapped[list[Any] | None]
    created_at: Mapped[datetime]


class ButtonRow(Table):
    """What a button does. Its id is all that a channel shows, so nobody can type a press."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    chat: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(128))
    press: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class SealedNumberRow(Table):
    """A personal number of a message, encrypted, for the short time until a draft takes it."""

    __tablename__ = "sealed_numbers"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DocumentRow(Table):
    """An imported guidance document. A new edition names the one it supersedes; both stay citable."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    title: Mapped[str] = mapped_column(String(256))
    issuer: Mapped[str] = mapped_column(String(128))
    number: Mapped[str | None] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(128))  # a path such as 浙江/绍兴; empty for the whole country
    level: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    organisation: Mapped[str | None] = mapped_column(String(128))  # only this organisation and those below read it
    supersedes: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    imported_by: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PassageRow(Table):
    """One clause of a document, word for word. `clause` is its path, such as 三（一）."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("document_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    ordinal: Mapped[int]
    clause: Mapped[str] = mapped_column(String(64))
    heading: Mapped[str] = mapped_column(String(256))
    text: Mapped[str] = mapped_column(Text)


class GapRow(Table):
    """A question that the documents do not settle, passed on; once for each meaning and place."""

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(128))  # of the askers, as they are known; empty when unknown
    asked: Mapped[int]  # how many asked
    first_asked_at: Mapped[datetime]
    last_asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(String(256))  # what the officer rests the answer on
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]


class GapAskerRow(Table):
    """Who passed the question on, and whether the answer has been told."""

    __tablename__ = "gap_askers"
    __table_args__ = (UniqueConstraint("gap_id", "account_id", "chat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gap_id: Mapped[int] = mapped_column(ForeignKey("gaps.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    chat: Mapped[str] = mapped_column(String(64))
    wording: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
