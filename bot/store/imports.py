"""Imports: what they brought, what the register knows beforehand, taking them back."""

from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.core.members import MembershipStatus
from bot.store.members import valid_on
from bot.store.tables import ImportRow, MembershipRow, PersonRow

_FORGOTTEN = (
    "gender", "unit", "id_number", "id_mark", "phone", "phone_mark", "birth_date", "birth_mark", "guardian",
)  # fmt: skip


def by_sha256(session: Session, sha256: str) -> ImportRow | None:
    """The import of this very file, unless it was taken back."""
    return session.scalar(select(ImportRow).filter_by(sha256=sha256, undone_at=None))


def marks(session: Session) -> dict[str, int]:
    """Whom an identity mark, or a name with a telephone mark, belongs to."""
    query = select(PersonRow.id, PersonRow.name, PersonRow.id_mark, PersonRow.phone_mark).where(
        PersonRow.merged_into.is_(None), PersonRow.erased_at.is_(None)
    )
    found: dict[str, int] = {}
    for row in session.execute(query).yield_per(5000):
        if row.id_mark:
            found[row.id_mark] = row.id
        if row.phone_mark:
            found[f"{row.name} {row.phone_mark}"] = row.id
    return found


def present(session: Session, day: date) -> set[tuple[int, str, int]]:
    """(person, kind, organisation) of every membership that counts on a day."""
    query = select(MembershipRow.person_id, MembershipRow.kind, MembershipRow.organisation_id).where(
        valid_on(day), MembershipRow.person_id.is_not(None)
    )
    return {(row.person_id, row.kind, row.organisation_id) for row in session.execute(query).yield_per(5000)}


def organisations_of(session: Session, import_id: int) -> list[int]:
    """Where an import's memberships are."""
    return list(session.scalars(select(MembershipRow.organisation_id).filter_by(import_id=import_id).distinct()))


def withdraw(session: Session, import_id: int, now: datetime) -> int:
    """Withdraw an import's memberships, and forget the people who have no other; how many memberships."""
    ours = select(MembershipRow.person_id).filter_by(import_id=import_id)
    others = select(MembershipRow.person_id).where(
        MembershipRow.person_id.is_not(None), func.coalesce(MembershipRow.import_id, 0) != import_id
    )
    session.execute(
        update(PersonRow)
        .where(PersonRow.id.in_(ours), PersonRow.id.not_in(others))
        .values(dict.fromkeys(_FORGOTTEN) | {"name": "", "erased_at": now})
    )
    query = update(MembershipRow).where(
        MembershipRow.import_id == import_id, MembershipRow.status != MembershipStatus.WITHDRAWN
    )
    gone = session.scalars(query.values(status=MembershipStatus.WITHDRAWN).returning(MembershipRow.id)).all()
    session.expire_all()
    return len(gone)
