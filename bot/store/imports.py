"""Imports: what they brought, what the register knows beforehand, taking them back."""

from datetime import date, datetime

from sqlalchemy import delete, func, or_, select, union, update
from sqlalchemy.orm import Session

from bot.core.errors import RegisterError
from bot.core.members import MembershipStatus
from bot.store import awards
from bot.store.members import valid_on
from bot.store.tables import (
    AuditRow,
    AwardRow,
    HaveRow,
    ImportRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PersonRow,
    PlaceRow,
    SpellRow,
    Table,
)

_OWN = (OrganisationTreeRow.__tablename__, SpellRow.__tablename__, HaveRow.__tablename__)  # comes and goes with one

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
    """Where an import's memberships and certificates are."""
    homes = (select(row.organisation_id).filter_by(import_id=import_id) for row in (MembershipRow, AwardRow))
    return list(session.scalars(union(*homes)))


def withdraw(session: Session, import_id: int, now: datetime) -> int:
    """Withdraw an import's memberships and certificates, and forget the people who have no other membership.

    How many rows it were: memberships, and certificates of who was a member already.
    """
    ours = select(MembershipRow.person_id).filter_by(import_id=import_id)
    others = select(MembershipRow.person_id).where(
        MembershipRow.person_id.is_not(None), func.coalesce(MembershipRow.import_id, 0) != import_id
    )
    gone = select(PersonRow.id).where(PersonRow.id.in_(ours), PersonRow.id.not_in(others))
    joined = set(session.scalars(ours))
    certified = [person for person in awards.withdraw(session, import_id) if person not in joined]
    awards.forget(session, gone, never_were=True)
    session.execute(
        update(PersonRow)
        .where(PersonRow.id.in_(gone))
        .values(dict.fromkeys(_FORGOTTEN) | {"name": "", "erased_at": now})
    )
    query = update(MembershipRow).where(
        MembershipRow.import_id == import_id, MembershipRow.status != MembershipStatus.WITHDRAWN
    )
    withdrawn = session.scalars(query.values(status=MembershipStatus.WITHDRAWN).returning(MembershipRow.id)).all()
    session.expire_all()
    return len(withdrawn) + len(certified)


def superiors_of(session: Session, import_id: int) -> list[int]:
    """The organisations that an import's own hang below, of those that did not come with it."""
    ours = select(OrganisationRow.id).filter_by(import_id=import_id)
    query = select(OrganisationRow.parent_id).where(
        OrganisationRow.import_id == import_id, OrganisationRow.parent_id.not_in(ours)
    )
    return [parent for parent in session.scalars(query.distinct()) if parent is not None]


def places_around(session: Session, import_id: int) -> list[int | None]:
    """The places that an import's own lie in, of those that did not come with it; None for the whole country."""
    ours = select(PlaceRow.id).filter_by(import_id=import_id)
    outside = or_(PlaceRow.parent_id.is_(None), PlaceRow.parent_id.not_in(ours))
    return list(session.scalars(select(PlaceRow.parent_id).where(PlaceRow.import_id == import_id, outside).distinct()))


def demand_free(session: Session, kind: type[OrganisationRow] | type[PlaceRow], import_id: int) -> None:
    """Raises RegisterError naming the row and the table when anything refers to a row of an import from outside it.

    Every table is looked at by its references, so that one that is added later is not forgotten.
    """
    ours, own = select(kind.id).where(kind.import_id == import_id), kind.__tablename__
    # The audit log last: what it tells of hangs there too, and says more.
    for table in sorted(Table.metadata.sorted_tables, key=lambda table: table.name == AuditRow.__tablename__):
        if table.name in _OWN:
            continue
        for column in table.columns:
            if all(key.target_fullname.split(".")[0] != own for key in column.foreign_keys):
                continue
            query = select(column).where(column.in_(ours))
            query = query.where(table.c.id.not_in(ours)) if table.name == own else query
            found = session.scalar(query.limit(1))
            if found is not None:
                raise RegisterError("import_used", names=[_name_of(session, kind, found)], table=table.name)


def _name_of(session: Session, kind: type[OrganisationRow] | type[PlaceRow], number: int) -> str:
    return session.scalar(select(kind.name).where(kind.id == number)) or ""


def remove_organisations(session: Session, import_id: int) -> int:
    """Delete an import's organisations; how many."""
    ours = select(OrganisationRow.id).filter_by(import_id=import_id)
    session.execute(delete(OrganisationTreeRow).where(OrganisationTreeRow.descendant_id.in_(ours)))
    gone = session.scalars(
        delete(OrganisationRow).where(OrganisationRow.import_id == import_id).returning(OrganisationRow.id)
    ).all()
    session.expire_all()
    return len(gone)


def remove_places(session: Session, import_id: int) -> int:
    """Delete an import's places; how many."""
    gone = session.scalars(delete(PlaceRow).where(PlaceRow.import_id == import_id).returning(PlaceRow.id)).all()
    session.expire_all()
    return len(gone)
