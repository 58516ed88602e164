"""Notices: what an account is to be told when it next talks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.store.tables import NoticeRow

Buttons = list[tuple[str, dict[str, str]]]  # the phrase of the title, the press
LEASE = timedelta(minutes=2)  # for so long a notice belongs to the channel that pushes it


def add(
    session: Session,
    account_id: str,
    phrase: str,
    values: dict[str, Any],
    now: datetime,
    *,
    buttons: Buttons | None = None,
    subject: str | None = None,
    push_from: datetime | None = None,
) -> None:
    """Keep a notice. `subject` names what it is about, so that it can be withdrawn when that is done with.

    It is pushed from `push_from` on; who talks before is told at once.
    """
    session.add(
        NoticeRow(
            account_id=account_id,
            phrase=phrase,
            values=values,
            buttons=[list(button) for button in buttons] if buttons else None,
            subject=subject,
            created_at=now,
            push_from=push_from,
        )
    )


def tell(session: Session, account_id: str, now: datetime) -> list[NoticeRow]:
    """The notices that this account has not been told, oldest first; each is given out once.

    What a channel is pushing this moment is left to it.
    """
    waiting = select(NoticeRow).filter_by(account_id=account_id, told_at=None, withdrawn_at=None).where(_free(now))
    claimed = []
    for row in session.scalars(waiting.order_by(NoticeRow.id)).all():
        query = update(NoticeRow).where(NoticeRow.id == row.id, NoticeRow.told_at.is_(None)).values(told_at=now)
        if session.scalar(query.returning(NoticeRow.id)) is not None:
            claimed.append(row)
    return claimed


def take_for_pushing(
    session: Session, now: datetime, limit: int, most_attempts: int, accounts: Collection[str] | None = None
) -> list[tuple[NoticeRow, bool]]:
    """Claim notices that may be pushed now, oldest first; of each, whether an earlier push had no known outcome.

    `accounts`: only theirs. A claim holds for `LEASE`; several workers share the work.
    """
    waiting = (
        select(NoticeRow)
        .filter_by(told_at=None, withdrawn_at=None)
        .where(_free(now), NoticeRow.attempts < most_attempts)
        .where(or_(NoticeRow.push_from.is_(None), NoticeRow.push_from <= now))
    )
    if accounts is not None:
        waiting = waiting.where(NoticeRow.account_id.in_(accounts))
    taken = []
    for row in session.scalars(waiting.order_by(NoticeRow.id).limit(limit).with_for_update(skip_locked=True)).all():
        before = row.pushed_at
        claim = update(NoticeRow).where(
            NoticeRow.id == row.id, NoticeRow.told_at.is_(None), NoticeRow.attempts == row.attempts, _free(now)
        )
        claim = claim.values(pushed_at=now, attempts=NoticeRow.attempts + 1).returning(NoticeRow.id)
        if session.scalar(claim) is not None:
            taken.append((row, before is not None))
    return taken


def pushed(session: Session, ids: Collection[int], now: datetime) -> None:
    """Notices have arrived."""
    session.execute(update(NoticeRow).where(NoticeRow.id.in_(ids)).values(told_at=now))


def not_pushed(
    session: Session, notice_id: int, again_at: datetime | None, attempts: int | None = None, *, perhaps: bool = False
) -> None:
    """A notice did not arrive: it may be pushed again from a moment on. `attempts` sets their number anew.

    `perhaps`: it may have arrived; the claim then stays, and runs out by itself.
    """
    values: dict[str, Any] = {"push_from": again_at} if perhaps else {"pushed_at": None, "push_from": again_at}
    if attempts is not None:
        values["attempts"] = attempts
    session.execute(update(NoticeRow).where(NoticeRow.id == notice_id).values(**values))


def _free(now: datetime) -> ColumnElement[bool]:
    """The condition that no channel is pushing it: a claim that is too old, or of a clock that went back, is none."""
    claimed = NoticeRow.pushed_at
    return or_(claimed.is_(None), claimed <= now - LEASE, claimed > now + LEASE)


def withdraw(session: Session, subject: str, now: datetime) -> None:
    """What the notices are about is done with: who has not been told need not be."""
    session.execute(
        update(NoticeRow).where(NoticeRow.subject == subject, NoticeRow.told_at.is_(None)).values(withdrawn_at=now)
    )


def forget_before(session: Session, moment: datetime) -> None:
    """Delete the notices that were told or withdrawn before a moment."""
    session.execute(delete(NoticeRow).where(or_(NoticeRow.told_at < moment, NoticeRow.withdrawn_at < moment)))
