"""Drafts: reading and writing. Their content is encrypted."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.core.drafts import DraftStatus
from bot.store.personal import PersonalData
from bot.store.tables import DraftRow

Content = dict[str, Any]
_FIELD = "draft"


def add(
    session: Session, personal: PersonalData, account_id: str, chat: str, kind: str, content: Content, now: datetime
) -> DraftRow:
    """Keep a new open draft."""
    row = DraftRow(
        account_id=account_id,
        chat=chat,
        kind=kind,
        status=DraftStatus.OPEN,
        content=sealed(personal, content),
        begun_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def content_of(personal: PersonalData, row: DraftRow) -> Content:
    """What is in a draft, in clear."""
    found: Content = json.loads(personal.decrypt(_FIELD, row.content))
    return found


def keep(personal: PersonalData, row: DraftRow, content: Content, asked: str | None, now: datetime) -> None:
    """Write a draft's content and what is asked for next."""
    row.content, row.asked, row.changed_at = sealed(personal, content), asked, now


def latest(
    session: Session, account_id: str, chat: str, status: DraftStatus, kinds: Sequence[str] = ()
) -> DraftRow | None:
    """The draft of this conversation that was changed last among those of a status (and of some kinds)."""
    query = select(DraftRow).filter_by(account_id=account_id, chat=chat, status=status)
    query = query.where(DraftRow.kind.in_(kinds)) if kinds else query
    return session.scalar(query.order_by(DraftRow.changed_at.desc(), DraftRow.id.desc()).limit(1))


def of_kind(session: Session, kind: str, status: DraftStatus) -> list[DraftRow]:
    """The drafts of everybody of a kind and a status, oldest first."""
    return list(session.scalars(select(DraftRow).filter_by(kind=kind, status=status).order_by(DraftRow.id)))


def unfinished(session: Session, moment: datetime) -> list[DraftRow]:
    """The drafts of everybody that are open, or wait, and were last changed before a moment."""
    query = select(DraftRow).where(DraftRow.status.in_((DraftStatus.OPEN, DraftStatus.PARKED)))
    return list(session.scalars(query.where(DraftRow.changed_at < moment).order_by(DraftRow.id)))


def forget_before(session: Session, moment: datetime) -> None:
    """Delete the drafts that were last changed before a moment, save applications that still wait."""
    old = select(DraftRow).where(DraftRow.changed_at < moment)
    for row in session.scalars(old).all():
        if not (row.result or {}).get("waiting"):
            session.delete(row)


def turn(session: Session, row_id: int, before: DraftStatus, after: DraftStatus, now: datetime) -> bool:
    """Change a draft's status; False when it was no longer `before`: somebody else was quicker."""
    query = update(DraftRow).where(DraftRow.id == row_id, DraftRow.status == before)
    changed = session.scalar(query.values(status=after, changed_at=now).returning(DraftRow.id))
    return changed is not None


def sealed(personal: PersonalData, content: Content) -> bytes:
    """A draft's content as it is kept."""
    return personal.encrypt(_FIELD, json.dumps(content, ensure_ascii=False))
