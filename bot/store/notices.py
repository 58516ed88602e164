"""Notices: what an account is to be told when it next talks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.store.tables import NoticeRow

Buttons = list[tuple[str, dict[str, str]]]  # the phrase of the title, the press


def add(
    session: Session,
    account_id: str,
    phrase: str,
    values: dict[str, Any],
    now: datetime,
    *,
    buttons: Buttons | None = None,
    subject: str | None = None,
) -> None:
    """Keep a notice. `subject` names what it is about, so that it can be withdrawn when that is done with."""
    session.add(
        NoticeRow(
            account_id=account_id,
            phrase=phrase,
            values=values,
            buttons=[list(button) for button in buttons] if buttons else None,
            subject=subject,
            created_at=now,
        )
    )


def tell(session: Session, account_id: str, now: datetime) -> list[NoticeRow]:
    """The notices that this account has not been told, oldest first; each is given out once."""
    waiting = select(NoticeRow).filter_by(account_id=account_id, told_at=None, withdrawn_at=None)
    claimed = []
    for row in session.scalars(waiting.order_by(NoticeRow.id)).all():
        query = update(NoticeRow).where(NoticeRow.id == row.id, NoticeRow.told_at.is_(None)).values(told_at=now)
        if session.scalar(query.returning(NoticeRow.id)) is not None:
            claimed.append(row)
    return claimed


def take_back(session: Session, ids: Sequence[int]) -> None:
    """What was claimed could not be delivered: it is to be told after all."""
    session.execute(update(NoticeRow).where(NoticeRow.id.in_(ids)).values(told_at=None))


def withdraw(session: Session, subject: str, now: datetime) -> None:
    """What the notices are about is done with: who has not been told need not be."""
    session.execute(
        update(NoticeRow).where(NoticeRow.subject == subject, NoticeRow.told_at.is_(None)).values(withdrawn_at=now)
    )


def forget_before(session: Session, moment: datetime) -> None:
    """Delete the notices that were told or withdrawn before a moment."""
    session.execute(delete(NoticeRow).where(or_(NoticeRow.told_at < moment, NoticeRow.withdrawn_at < moment)))
