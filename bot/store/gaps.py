"""Questions passed on and who asked them."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.store.tables import GapAskerRow, GapRow


def listed(session: Session, *, answered: bool) -> list[GapRow]:
    """The questions passed on that have an answer, or have none; the most asked first."""
    query = select(GapRow).order_by(GapRow.asked.desc(), GapRow.id)
    has = GapRow.answered_at.is_not(None) if answered else GapRow.answered_at.is_(None)
    return list(session.scalars(query.where(has)))


def asker(session: Session, gap_id: int, account_id: str, chat: str) -> GapAskerRow | None:
    """That somebody passed a question on."""
    return session.scalar(select(GapAskerRow).filter_by(gap_id=gap_id, account_id=account_id, chat=chat))


def untold(session: Session, account_id: str, chat: str) -> list[tuple[GapAskerRow, GapRow]]:
    """The answers that an asker has not been told yet."""
    query = (
        select(GapAskerRow, GapRow)
        .join(GapRow, GapRow.id == GapAskerRow.gap_id)
        .where(GapAskerRow.account_id == account_id, GapAskerRow.chat == chat)
        .where(GapAskerRow.told_at.is_(None), GapRow.answered_at.is_not(None))
        .order_by(GapRow.id)
    )
    return [(one, gap) for one, gap in session.execute(query)]


def told(session: Session, gap_id: int) -> list[GapAskerRow]:
    """Those who passed the question on and have been told its answer."""
    query = select(GapAskerRow).where(GapAskerRow.gap_id == gap_id, GapAskerRow.told_at.is_not(None))
    return list(session.scalars(query))


def tell(session: Session, row_id: int, now: datetime) -> bool:
    """Mark an answer as told; False when another process has just done so."""
    query = update(GapAskerRow).where(GapAskerRow.id == row_id, GapAskerRow.told_at.is_(None)).values(told_at=now)
    return session.scalar(query.returning(GapAskerRow.id)) is not None


def untell(session: Session, gap_id: int) -> None:
    """A question has a new answer: all who asked are to be told."""
    session.execute(update(GapAskerRow).where(GapAskerRow.gap_id == gap_id).values(told_at=None))
