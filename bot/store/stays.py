"""Days of officers at the grass roots: one row for each officer, place and day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import StayRow


def kept(session: Session, organisation_id: int, officers: Collection[str], since: date, until: date) -> list[StayRow]:
    """What is kept of these officers of an organisation, from one day to another, both included."""
    query = select(StayRow).where(
        StayRow.organisation_id == organisation_id, StayRow.officer.in_(officers), StayRow.day.between(since, until)
    )
    return list(session.scalars(query.order_by(StayRow.day, StayRow.id)))


def add(session: Session, rows: list[StayRow]) -> None:
    """Keep days."""
    session.add_all(rows)
    session.flush()


def remove(session: Session, rows: list[StayRow]) -> None:
    """Take days away as if they had never been kept."""
    for row in rows:
        session.delete(row)
    session.flush()
