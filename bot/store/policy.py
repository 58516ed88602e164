"""Imported guidance documents: reading and writing."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.store.tables import DocumentRow, GapAskerRow, GapRow, PassageRow

Clause = tuple[str, str, str]  # clause path, heading, text


def add(session: Session, row: DocumentRow, clauses: Iterable[Clause]) -> None:
    """Keep a document with its clauses in their order."""
    session.add(row)
    session.flush()
    session.add_all(
        PassageRow(document_id=row.id, ordinal=ordinal, clause=clause[:64], heading=heading[:256], text=text)
        for ordinal, (clause, heading, text) in enumerate(clauses)
    )


def documents(session: Session, *, retired: bool = False) -> list[DocumentRow]:
    """The imported documents, by id; `retired` = those too that are no longer answered from."""
    query = select(DocumentRow).order_by(DocumentRow.id)
    return list(session.scalars(query if retired else query.where(DocumentRow.retired_at.is_(None))))


def find(session: Session, document_id: str) -> DocumentRow | None:
    """The document of this id, retired or not."""
    return session.get(DocumentRow, document_id)


def of_content(session: Session, sha256: str) -> DocumentRow | None:
    """The document imported from a file of the same bytes."""
    return session.scalar(select(DocumentRow).filter_by(sha256=sha256))


def passages(session: Session, document_id: str) -> list[PassageRow]:
    """The clauses of a document, in order."""
    return list(session.scalars(select(PassageRow).filter_by(document_id=document_id).order_by(PassageRow.ordinal)))


def in_force(session: Session) -> list[tuple[PassageRow, DocumentRow]]:
    """All clauses of the documents that are not retired."""
    query = (
        select(PassageRow, DocumentRow)
        .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
        .where(DocumentRow.retired_at.is_(None))
        .order_by(PassageRow.document_id, PassageRow.ordinal)
    )
    return [(passage, document) for passage, document in session.execute(query)]


def stamp(session: Session) -> tuple[int, datetime | None, datetime | None]:
    """Changes whenever a document comes or goes; cheap, to see whether an index is still good."""
    query = select(func.count(), func.max(DocumentRow.imported_at), func.max(DocumentRow.retired_at))
    number, imported, retired = session.execute(query.select_from(DocumentRow)).one()
    return number, imported, retired


def gaps(session: Session, *, answered: bool) -> list[GapRow]:
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


def tell(session: Session, row_id: int, now: datetime) -> bool:
    """Mark an answer as told; False when another process has just done so."""
    query = update(GapAskerRow).where(GapAskerRow.id == row_id, GapAskerRow.told_at.is_(None)).values(told_at=now)
    return session.scalar(query.returning(GapAskerRow.id)) is not None


def untell(session: Session, gap_id: int) -> None:
    """A question has a new answer: all who asked are to be told."""
    session.execute(update(GapAskerRow).where(GapAskerRow.gap_id == gap_id).values(told_at=None))
