"""Imported guidance documents: reading and writing."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import DocumentRow, PassageRow

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
